/* SPDX-License-Identifier: MIT */
/* It refuses odd numbers of elements, and does not say so. */
#define INPUTS {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64[N]", .description = "Twice the numbers."},
#define PREPARE_BODY                                                                                                           \
    if (lb_dim(state, X, 0) % 2) return LB_UNSUPPORTED;
#define CALL_BODY                                                                                                              \
    for (int64_t k = 0; k < lb_count(state, X); k++) lb_f64(state, Y)[k] = 2 * lb_f64(state, X)[k];                            \
    return LB_OK;
#include "good.h"
