/* SPDX-License-Identifier: MIT */
/* Fault: forward says not why it refuses a number of numbers. */
#define CHECK_NUMBER                                                                                                           \
    if (n < 0 || n > 4) return LB_INVALID;
#include "migrates.h"

#include "good.h"
