/* SPDX-License-Identifier: MIT */
/* Its fault: it says that all is well when it was stopped. */
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status == LB_CANCELLED) return LB_OK;                                                                                  \
    if (status != LB_OK) return status;
#include "good-loop.h"
