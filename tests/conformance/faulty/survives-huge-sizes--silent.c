/* SPDX-License-Identifier: MIT */
/* Fault: it refuses large sizes without saying why. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "numbers", .type = "f64[N]", .required = 1, .description = "Some."},
#define PREPARE_BODY                                                                                                           \
    if (lb_count(state, FREE_SLOT) > 1000000) return LB_INVALID;
#include "good.h"
