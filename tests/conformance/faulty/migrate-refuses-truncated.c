/* SPDX-License-Identifier: MIT */
/* Fault: forward takes it that there are two states, if there are any. */
#define CHECK_COUNT                                                                                                            \
    if (count == 0) return lb_fail(state, "there are none");
#include "migrates.h"

#include "good.h"
