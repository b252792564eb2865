/* SPDX-License-Identifier: MIT */
/* Fault: forward takes it that there are states. */
#define CHECK_COUNT                                                                                                            \
    if (count == 1) return lb_fail(state, "one is missing");
#include "migrates.h"

#include "good.h"
