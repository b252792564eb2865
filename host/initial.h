/* SPDX-License-Identifier: MIT */
/* First values: what the caller sets, what the manifest says, what the blocks declare as defaults; in this order. */
#ifndef LBH_INITIAL_H
#define LBH_INITIAL_H

#include "plan.h"
#include "unify.h"

/*
 * Finds each variable's first value and checks it: name, type, shape, range, choices. Reports names that no block reads, values
 * that do not fit, and two blocks' different defaults where no value is given.
 */
void lbh_initial_resolve(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag);

/* Finds the caller's new values of a built plan: types are settled, only values change. */
enum lbh_status lbh_initial_update(struct lbh_plan *plan, struct lbh_diag *diag);

/* Clears every variable, then stores its first value. */
enum lbh_status lbh_initial_store(struct lbh_plan *plan, struct lbh_diag *diag);

#endif
