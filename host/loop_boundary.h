/* SPDX-License-Identifier: MIT */
/* What happens at a boundary of a loop when something is pending, and when an iteration ends early. */
#ifndef LBH_LOOP_BOUNDARY_H
#define LBH_LOOP_BOUNDARY_H

#include "loop.h"

/* One iteration with everything that a plain one leaves out: stops, events, and, the first time, the marking of values as set. */
lb_status lbh_loop_step_slowly(struct lbh_loop *loop);

/* Notes why an iteration ended before its last block, and returns what the wrapper is told. */
lb_status lbh_loop_end_iteration(struct lbh_loop *loop, lb_status status);

/* Runs calls in order, checking before each that its required inputs are set, and marking its outputs as set after it. */
lb_status lbh_boundary_walk(const struct lbh_call *calls, size_t count, size_t *failed);

/* Says that a required input is not set when its block is reached, if so; else LB_OK. */
lb_status lbh_boundary_check_inputs(struct lbh_instance *instance);

/* Marks a block's outputs as set, after its call. */
void lbh_boundary_mark_outputs(struct lbh_instance *instance);

/* Reports a block's failure, unless it has said something itself, and turns what is no status into one. */
lb_status lbh_boundary_judge(struct lbh_instance *instance, lb_status status, size_t failures);

#endif
