/* SPDX-License-Identifier: MIT */
/* Fault: a wrapper that divides by its number of steps. */
#define CALL_BODY                                                                                                              \
    const volatile int64_t share = 100 / num_steps;                                                                            \
    (void)share;
#include "good-loop.h"
