/* SPDX-License-Identifier: MIT */
/* Fault: see the other version. */
#define EXTRA_STATES                                                                                                           \
    {.slot = FREE_SLOT, .name = "sum", .type = "f64", .description = "Of all numbers so far."},                                \
        {.slot = FREE_SLOT + 1, .name = "count", .type = "i64", .description = "How many there were."},
#define CALL_BODY                                                                                                              \
    *lb_f64(state, FREE_SLOT) += *lb_f64(state, X);                                                                            \
    *lb_i64(state, FREE_SLOT + 1) += 1;
#define MEMBERS .version = "2.0.0",
#include "good.h"
