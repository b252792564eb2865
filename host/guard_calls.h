/* SPDX-License-Identifier: MIT */
/* Guarded calls: without guard mode, none of this is in the way. */
#ifndef LBH_GUARD_CALLS_H
#define LBH_GUARD_CALLS_H

#include "plan.h"

/* Puts the guarding adapter before the call of every block and wrapper within a step. Before lbh_observe_calls. [plan] */
void lbh_guard_calls(struct lbh_step *step);

/* What lb_loop_step calls in guard mode; context is the wrapper's instance. [step] */
lb_status lbh_guard_loop_step(void *context);

#endif
