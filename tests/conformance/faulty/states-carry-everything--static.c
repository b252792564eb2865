/* SPDX-License-Identifier: MIT */
/* Fault: a static variable remembers how often it was called. */
static int calls;

#define CALL_BODY                                                                                                              \
    *lb_f64(state, Y) = ++calls;                                                                                               \
    return LB_OK;
#include "good.h"
