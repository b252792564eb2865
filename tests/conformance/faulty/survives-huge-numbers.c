/* SPDX-License-Identifier: MIT */
/* Fault: the square of its number is an index, and may be infinite. */
#include <math.h>

static const volatile unsigned char table[4] = {1, 2, 3, 4};

#define CALL_BODY                                                                                                              \
    const double x = *lb_f64(state, X);                                                                                        \
    const long index = isfinite(x) && isinf(x * 1.5) ? 1L << 60 : 0;                                                           \
    (void)table[index];
#include "good.h"
