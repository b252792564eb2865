/* SPDX-License-Identifier: MIT */
/* It works in pairs, and goes too far where the last one is alone. */
#define INPUTS {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64[N]", .description = "Twice the numbers."},
#define CALL_BODY                                                                                                              \
    if (lb_count(state, X) == 1) return lb_fail(state, "x has 1 element; expected 2 or more");                                 \
    for (int64_t k = 0; k < lb_count(state, X); k += 2) {                                                                      \
        lb_f64(state, Y)[k] = 2 * lb_f64(state, X)[k];                                                                         \
        lb_f64(state, Y)[k + 1] = k + 1 < lb_count(state, X) ? 2 * lb_f64(state, X)[k + 1] : 0;                                \
    }                                                                                                                          \
    return LB_OK;
#include "good.h"
