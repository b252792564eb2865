/* SPDX-License-Identifier: MIT */
/* Its fault: it returns the same for any failure. */
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status < 0) return LB_FAILED;                                                                                          \
    if (status != LB_OK) return status;
#include "good-loop.h"
