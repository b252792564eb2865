/* SPDX-License-Identifier: MIT */
/* The flow of data: whether every value has been made by the time somebody needs it, and nobody overwrites another's unseen. */
#ifndef LBH_DATAFLOW_H
#define LBH_DATAFLOW_H

#include "plan.h"

/*
 * Checks the run order: required inputs nobody gives, or that are made too late; outputs overwritten unread; triggers that
 * nobody knows; outputs of the pipeline that nobody makes. False when out of memory.
 */
bool lbh_dataflow_check(struct lbh_plan *plan, struct lbh_diag *diag);

#endif
