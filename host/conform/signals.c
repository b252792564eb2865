/* SPDX-License-Identifier: MIT */
/* A thread that waits for what would end the suite. */
#include "signals.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Check's tests are given nothing of ours: what they need has to be found here. */
static sigset_t before;
static pid_t suite;

static void *await_end(void *user)
{
    int number = 0;
    sigset_t *awaited = user;
    if (sigwait(awaited, &number) != 0) return NULL;
    /* As if nobody had waited: whoever started the suite sees what it died of. */
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, awaited, NULL);
    kill(getpid(), number);
    return NULL;
}

void signals_begin(void)
{
    static const int numbers[] = {SIGINT, SIGTERM};
    static sigset_t awaited;
    sigset_t blocked;
    pthread_t thread;
    sigemptyset(&awaited);
    sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction action;
        sigaddset(&blocked, numbers[i]);
        /* What is ignored from the beginning, by nohup say, stays so. */
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&awaited, numbers[i]);
    }
    suite = getpid();
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    if (sigismember(&awaited, SIGINT) || sigismember(&awaited, SIGTERM)) {
        if (pthread_create(&thread, NULL, await_end, &awaited) == 0) pthread_detach(thread);
    }
}

void signals_in_child(void)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != suite) _exit(1);
}
