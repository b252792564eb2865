/* SPDX-License-Identifier: MIT */
/* Fault: its flags admit threads, but each instance leaves one more. */
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
    if (started < 3) started += pthread_create(&thread, NULL, wait_for_ever, NULL) == 0;
#define MEMBERS .flags = LB_FLAG_THREADS,
#include "good.h"
