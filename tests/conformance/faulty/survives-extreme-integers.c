/* SPDX-License-Identifier: MIT */
/* Fault: it divides by a number that may be 0. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "parts", .type = "i64", .required = 1, .description = "Not 0, it is hoped."},
#define CALL_BODY                                                                                                              \
    const volatile long share = 100 / *lb_i64(state, FREE_SLOT);                                                               \
    (void)share;
#include "good.h"
