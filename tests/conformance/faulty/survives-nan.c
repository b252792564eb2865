/* SPDX-License-Identifier: MIT */
/* Fault: a number that is none sends it round for ever. */
#define CALL_BODY                                                                                                              \
    volatile double rest = *lb_f64(state, X);                                                                                  \
    while (rest != rest) continue;
#include "good.h"
