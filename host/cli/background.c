/* SPDX-License-Identifier: MIT */
/* The system calls behind threads without signals, a steady clock and bells. */
#include "background.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

bool background_start(pthread_t *thread, void *(*function)(void *), void *user)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(thread, NULL, function, user);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return error == 0;
}

int64_t background_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1;
}

int background_bell(void)
{
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void background_ring(int bell)
{
    const uint64_t one = 1;
    /* It fails only where the bell rings already. */
    if (write(bell, &one, sizeof one) < 0) return;
}

void background_hush(int bell)
{
    uint64_t count;
    if (read(bell, &count, sizeof count) < 0) return;
}
