/* SPDX-License-Identifier: MIT */
/* It reads an optional input without asking for it. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "more", .type = "f64", .description = "A summand."},
#define CALL_BODY                                                                                                              \
    *lb_f64(state, Y) = settings->gain * *lb_f64(state, X) + settings->offset + *lb_f64(state, FREE_SLOT);                     \
    return LB_OK;
#include "good.h"
