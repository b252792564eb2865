/* SPDX-License-Identifier: MIT */
/* Fault: it divides by what an infinity has made zero. */
#include <math.h>

#define CALL_BODY                                                                                                              \
    const double x = *lb_f64(state, X);                                                                                        \
    const volatile int finite = isinf(x) ? 0 : 1;                                                                              \
    const volatile int share = 100 / finite;                                                                                   \
    (void)share;
#include "good.h"
