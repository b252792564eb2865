/* SPDX-License-Identifier: MIT */
/* It adds to what is in its output. */
#define CALL_BODY                                                                                                              \
    *lb_f64(state, Y) += *lb_f64(state, X);                                                                                    \
    return LB_OK;
#include "good.h"
