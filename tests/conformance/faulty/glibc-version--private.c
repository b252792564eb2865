/* SPDX-License-Identifier: MIT */
/* It looks at something that the C library keeps to itself. */
extern void *__abort_msg;
#define CALL_BODY                                                                                                              \
    if (__abort_msg) return LB_FAILED;
#include "good.h"
