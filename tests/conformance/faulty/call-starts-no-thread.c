/* SPDX-License-Identifier: MIT */
/* Its fault: it starts a thread in its first call, which destroy ends. */
#include <loopblocks/loopblocks.h>

#include <pthread.h>
#include <unistd.h>

static pthread_t thread;
static volatile int started, over;

static void *wait_for_end(void *user)
{
    while (!over) usleep(1000);
    return user;
}

#define CALL_BODY                                                                                                              \
    if (!started) started = pthread_create(&thread, 0, wait_for_end, 0) == 0;
#define DESTROY_BODY                                                                                                           \
    over = 1;                                                                                                                  \
    if (started) pthread_join(thread, 0);                                                                                      \
    started = over = 0;
#include "good.h"
