/* SPDX-License-Identifier: MIT */
/* Fault: it adds beyond the greatest number. */
#include <limits.h>

#define CALL_BODY                                                                                                              \
    volatile int number = INT_MAX;                                                                                             \
    number = number + 1;
#include "good.h"
