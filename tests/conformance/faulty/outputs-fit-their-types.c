/* SPDX-License-Identifier: MIT */
/* It makes its output smaller than its type says. */
#define INPUTS {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64[N]", .description = "Those above 0."},
#define CALL_BODY                                                                                                              \
    for (int64_t k = 0; k < lb_count(state, X); k++) lb_f64(state, Y)[k] = lb_f64(state, X)[k];                                \
    return lb_set_extent(state, Y, 0, lb_dim(state, X, 0) - 1);
#include "good.h"
