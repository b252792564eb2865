/* SPDX-License-Identifier: MIT */
/* Its fault: it asks for all of its steps, even when it was stopped. */
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status != LB_OK && status != LB_CANCELLED) return status;
#include "good-loop.h"
