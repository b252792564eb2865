/* SPDX-License-Identifier: MIT */
/* Its fault: it reports more than there is to do. */
#define AFTER_STEP lb_loop_progress(state, args->i + 2, num_steps);
#include "good-loop.h"
