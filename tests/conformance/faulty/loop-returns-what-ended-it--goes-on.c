/* SPDX-License-Identifier: MIT */
/* Its fault: it tries once more after a failure. */
#define STEP                                                                                                                   \
    lb_status status = lb_loop_step(state);                                                                                    \
    if (status < 0) status = lb_loop_step(state);                                                                              \
    if (status != LB_OK) return status;
#include "good-loop.h"
