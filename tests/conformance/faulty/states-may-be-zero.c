/* SPDX-License-Identifier: MIT */
/* Fault: it divides by a state, which its own prepare has set. */
#define EXTRA_STATES {.slot = FREE_SLOT, .name = "divisor", .type = "i64", .description = "Never zero, it is thought."},
#define PREPARE_BODY *lb_i64(state, FREE_SLOT) = 4;
#define CALL_BODY                                                                                                              \
    const volatile int64_t share = 100 / *lb_i64(state, FREE_SLOT);                                                            \
    (void)share;
#include "good.h"
