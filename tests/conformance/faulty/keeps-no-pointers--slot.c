/* SPDX-License-Identifier: MIT */
/* It keeps a tensor, from one call to the next. */
#define KEPT (((struct good_self *)self)->kept)
#define PREPARE_BODY KEPT = NULL;
#define CALL_BODY                                                                                                              \
    if (!KEPT) KEPT = lb_tensor_of(state, X);                                                                                  \
    *lb_f64(state, Y) = 2 * *(const double *)((const struct lb_tensor *)KEPT)->data;                                           \
    return LB_OK;
#include "good.h"
