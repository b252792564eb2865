/* SPDX-License-Identifier: MIT */
/* It keeps from prepare where its input is. */
#define KEPT (((struct good_self *)self)->kept)
#define PREPARE_BODY KEPT = lb_f64(state, X);
#define CALL_BODY                                                                                                              \
    *lb_f64(state, Y) = 2 * *(const double *)KEPT;                                                                             \
    return LB_OK;
#include "good.h"
