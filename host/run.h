/* SPDX-License-Identifier: MIT */
/* One run of a plan: from its inputs, step by step, to its end. */
#ifndef LBH_RUN_H
#define LBH_RUN_H

#include "plan.h"

/* Runs the plan. LBH_STOPPED where it was stopped, LBH_ERR_BLOCK where a block failed; what was computed stays readable. */
enum lbh_status lbh_run(struct lbh_plan *plan, struct lbh_diag *diag);

#endif
