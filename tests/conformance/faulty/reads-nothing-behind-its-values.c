/* SPDX-License-Identifier: MIT */
/* It reads far too many elements. */
#define CALL_BODY                                                                                                              \
    if (*(volatile double *)(lb_f64(state, X) + 2) == 12.34567) return LB_OK;
#include "good.h"
