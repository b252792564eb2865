/* SPDX-License-Identifier: MIT */
/* Its prepare counts. */
#define KEPT (((struct good_self *)self)->kept)
#define PREPARE_BODY KEPT = (char *)KEPT + 1;
#define CALL_BODY                                                                                                              \
    *lb_f64(state, Y) = *lb_f64(state, X) * (double)(uintptr_t)KEPT;                                                           \
    return LB_OK;
#include "good.h"
