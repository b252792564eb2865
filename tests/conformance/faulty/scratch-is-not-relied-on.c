/* SPDX-License-Identifier: MIT */
/* It counts its calls in scratch. */
#define EXTRA_STATES                                                                                                           \
    {.slot = FREE_SLOT, .flags = LB_STATE_SCRATCH, .name = "calls", .type = "i64", .description = "How many there were."},
#define CALL_BODY                                                                                                              \
    *lb_i64(state, FREE_SLOT) += 1;                                                                                            \
    *lb_f64(state, Y) = *lb_f64(state, X) + (double)(*lb_i64(state, FREE_SLOT) % 1000);                                        \
    return LB_OK;
#include "good.h"
