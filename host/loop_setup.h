/* SPDX-License-Identifier: MIT */
/* What a loop needs before its first step and after its last one: its calls bound, its blocks prepared, its wrapper called. */
#ifndef LBH_LOOP_SETUP_H
#define LBH_LOOP_SETUP_H

#include "loop.h"

/* Makes the loops and binds the calls of a whole tree. [plan] */
enum lbh_status lbh_loops_build(struct lbh_plan *plan, struct lbh_diag *diag);
void lbh_loops_free(struct lbh_step *step);

/* Frees the loop of a wrapper that has one. */
void lbh_loop_free(struct lbh_instance *wrapper);

/* Exchange the bodies of the loops that a draft adopts with those that they walk; and free those that are not walked. */
void lbh_loops_exchange(struct lbh_step *step);
void lbh_loops_free_exchanged(struct lbh_step *step);

/* Prepares a step and all that is inside it, in run order; a select chooses its case. [prepare] */
lb_status lbh_loop_prepare(struct lbh_step *step);

/* Chooses a select's case: the first whose trigger is set, else the one without; *chosen is null where there is none. */
void lbh_select_choose(struct lbh_step *step);

/* Calls a loop's wrapper and returns how the loop ended: LB_OK also after LB_STOP. All within must be prepared. [step] */
lb_status lbh_loop_run(struct lbh_loop *loop);

#endif
