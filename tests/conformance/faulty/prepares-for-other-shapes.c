/* SPDX-License-Identifier: MIT */
/* It goes by the extent that it was prepared for first. */
#define KEPT (((struct good_self *)self)->kept)
#define INPUTS {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64[N]", .description = "Twice the numbers, and how many there are."},
#define PREPARE_BODY                                                                                                           \
    if (!KEPT) KEPT = (char *)KEPT + lb_dim(state, X, 0);
#define CALL_BODY                                                                                                              \
    for (int64_t k = 0; k < lb_count(state, X); k++) lb_f64(state, Y)[k] = 2 * lb_f64(state, X)[k];                            \
    lb_f64(state, Y)[0] = (double)(uintptr_t)KEPT;                                                                             \
    return LB_OK;
#include "good.h"
