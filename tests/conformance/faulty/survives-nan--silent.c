/* SPDX-License-Identifier: MIT */
/* Fault: it refuses what is no number without saying why. */
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) return LB_INVALID;
#include "good.h"
