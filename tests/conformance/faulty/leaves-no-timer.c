/* SPDX-License-Identifier: MIT */
/* Fault: it makes a timer and leaves it. */
#include <loopblocks/loopblocks.h>

#include <signal.h>
#include <time.h>

static timer_t timer;
static int made;

#define CREATE_BODY                                                                                                            \
    struct sigevent event = {.sigev_notify = SIGEV_NONE};                                                                      \
    if (!made) made = timer_create(CLOCK_MONOTONIC, &event, &timer) == 0;
#include "good.h"
