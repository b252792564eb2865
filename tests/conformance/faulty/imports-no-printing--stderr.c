/* SPDX-License-Identifier: MIT */
/* It complains to whoever stands at the terminal. */
#include <stdio.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) fputs("x is no number\n", stderr);
#include "good.h"
