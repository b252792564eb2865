/* SPDX-License-Identifier: MIT */
/* It has room for so many elements, and does not look how many there are. */
#include <stdlib.h>
#define INPUTS {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64[N]", .description = "Twice the numbers."},
#define CALL_BODY                                                                                                              \
    if (lb_count(state, X) > 1000) abort();                                                                                    \
    for (int64_t k = 0; k < lb_count(state, X); k++) lb_f64(state, Y)[k] = 2 * lb_f64(state, X)[k];                            \
    return LB_OK;
#include "good.h"
