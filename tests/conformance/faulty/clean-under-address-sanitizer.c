/* SPDX-License-Identifier: MIT */
/* Fault: it reads a number behind the last of its table. */
static const double table[4] = {1, 2, 3, 4};

#define CALL_BODY                                                                                                              \
    const double *volatile numbers = table;                                                                                    \
    const volatile double number = numbers[4];                                                                                 \
    (void)number;
#include "good.h"
