/* SPDX-License-Identifier: MIT */
/* It rounds its output's extent up to a whole number of pairs. */
#define INPUTS {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64[N]", .description = "Twice the numbers."},
#define PREPARE_BODY                                                                                                           \
    if (lb_dim(state, X, 0) == 1) return lb_fail(state, "x has 1 element; expected 2 or more");                                \
    const int64_t even = (lb_dim(state, X, 0) + 1) / 2 * 2;                                                                    \
    return lb_set_shape(state, Y, 1, &even);
#define CALL_BODY                                                                                                              \
    for (int64_t k = 0; k < lb_count(state, X); k++) lb_f64(state, Y)[k] = 2 * lb_f64(state, X)[k];                            \
    return LB_OK;
#include "good.h"
