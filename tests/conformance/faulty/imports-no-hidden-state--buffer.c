/* SPDX-License-Identifier: MIT */
/* It calls a function that answers in memory which all share. */
#include <time.h>
#define CALL_BODY                                                                                                              \
    const time_t then = 0;                                                                                                     \
    if (!gmtime(&then)) return LB_FAILED;
#include "good.h"
