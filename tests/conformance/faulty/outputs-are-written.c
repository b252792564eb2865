/* SPDX-License-Identifier: MIT */
/* It leaves out the last element. */
#define INPUTS {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64[N]", .description = "Twice the numbers."},
#define CALL_BODY                                                                                                              \
    const int64_t count = lb_count(state, X);                                                                                  \
    for (int64_t k = 0; k + 1 < count; k++) lb_f64(state, Y)[k] = 2 * lb_f64(state, X)[k];                                     \
    return LB_OK;
#include "good.h"
