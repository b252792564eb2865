/* SPDX-License-Identifier: MIT */
/* Its fault: it counts down what is done. */
#define AFTER_STEP lb_loop_progress(state, num_steps - args->i, num_steps);
#include "good-loop.h"
