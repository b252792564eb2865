/* SPDX-License-Identifier: MIT */
/* Its fault: it takes LB_HANDOVER for a failure. */
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status == LB_HANDOVER) return LB_FAILED;                                                                               \
    if (status != LB_OK) return status;
#include "good-loop.h"
