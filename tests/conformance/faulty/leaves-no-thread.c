/* SPDX-License-Identifier: MIT */
/* Fault: it starts a thread and leaves it. */
#include <loopblocks/loopblocks.h>

#include <pthread.h>
#include <unistd.h>

static int started;

static void *wait_for_ever(void *user)
{
    for (;;) pause();
    return user;
}

#define CREATE_BODY                                                                                                            \
    pthread_t thread;                                                                                                          \
    if (!started) started = pthread_create(&thread, NULL, wait_for_ever, NULL) == 0;
#include "good.h"
