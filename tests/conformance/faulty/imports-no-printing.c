/* SPDX-License-Identifier: MIT */
/* It tells its numbers to whoever stands at the terminal. */
#include <stdio.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) printf("x is %g\n", *lb_f64(state, X));
#include "good.h"
