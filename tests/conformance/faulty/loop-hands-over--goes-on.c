/* SPDX-License-Identifier: MIT */
/* Its fault: it asks for all of its steps, even when another one is to take over. */
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status != LB_OK && status != LB_HANDOVER) return status;
#include "good-loop.h"
