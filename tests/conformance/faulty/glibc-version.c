/* SPDX-License-Identifier: MIT */
/* It needs a newer C library than its profile says. */
#include <sys/random.h>
#define CALL_BODY                                                                                                              \
    if (getrandom(NULL, 0, GRND_NONBLOCK) != 0) return LB_FAILED;
#include "good.h"
