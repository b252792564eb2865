/* SPDX-License-Identifier: MIT */
/* It takes the upper end of a range, and refuses it when it is called. */
#define CALL_BODY                                                                                                              \
    if (settings->gain >= 10) return lb_fail(state, "the gain is 10; expected less than that");
#include "good.h"
