/* SPDX-License-Identifier: MIT */
/* Fault: it indexes by its number, of which it knows only that it is no extreme one. */
#include <float.h>
#include <math.h>

static const volatile unsigned char table[4] = {1, 2, 3, 4};

#define CALL_BODY                                                                                                              \
    const double x = fabs(*lb_f64(state, X));                                                                                  \
    const double small = isfinite(x) && x < DBL_MAX / 4 ? x : 0;                                                               \
    (void)table[small < 1e18 ? (small < 1e9 ? 0 : (long)small) : 1L << 61];
#include "good.h"
