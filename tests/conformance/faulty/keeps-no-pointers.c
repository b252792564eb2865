/* SPDX-License-Identifier: MIT */
/* It keeps from prepare where its output is. */
#define KEPT (((struct good_self *)self)->kept)
#define PREPARE_BODY KEPT = lb_f64(state, Y);
#define CALL_BODY                                                                                                              \
    *(double *)KEPT = 2 * *lb_f64(state, X);                                                                                   \
    return LB_OK;
#include "good.h"
