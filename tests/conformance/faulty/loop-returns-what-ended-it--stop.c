/* SPDX-License-Identifier: MIT */
/* Its fault: it returns LB_OK where a block wishes the loop to end. */
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status == LB_STOP) break;                                                                                              \
    if (status != LB_OK) return status;
#include "good-loop.h"
