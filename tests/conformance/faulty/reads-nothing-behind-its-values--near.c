/* SPDX-License-Identifier: MIT */
/* It reads one element too many. */
#define INPUTS {.slot = X, .name = "x", .type = "f64[3]", .required = 1, .description = "Numbers."},
#define CALL_BODY                                                                                                              \
    *lb_f64(state, Y) = 0;                                                                                                     \
    for (int64_t k = 0; k <= lb_count(state, X); k++) *lb_f64(state, Y) += lb_f64(state, X)[k];                                \
    return LB_OK;
#include "good.h"
