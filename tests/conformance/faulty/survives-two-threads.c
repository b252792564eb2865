/* SPDX-License-Identifier: MIT */
/* Fault: what it computes with lies where other instances have theirs. */
#include <loopblocks/loopblocks.h>

#include <time.h>

static volatile double scratch;

#define CALL_BODY                                                                                                              \
    scratch = *lb_f64(state, X);                                                                                               \
    nanosleep(&(struct timespec){0, 3000000}, NULL);                                                                           \
    *lb_f64(state, Y) = scratch;                                                                                               \
    return LB_OK;
#include "good.h"
