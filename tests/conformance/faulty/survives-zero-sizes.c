/* SPDX-License-Identifier: MIT */
/* Fault: it divides by how many numbers there are. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "numbers", .type = "f64[N]", .required = 1, .description = "Some."},
#define CALL_BODY                                                                                                              \
    const volatile int64_t share = 100 / lb_count(state, FREE_SLOT);                                                           \
    (void)share;
#include "good.h"
