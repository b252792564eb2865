/* SPDX-License-Identifier: MIT */
/* The shapes of one block: what its inputs bind its dimension names to, its prepare, and what follows for its outputs. */
#ifndef LBH_SHAPES_H
#define LBH_SHAPES_H

#include "plan.h"

/*
 * Prepares a block: checks its inputs' shapes against its types, calls its prepare, shapes those outputs and states that follow
 * from dimension names, and checks the rest. Everything wrong is reported with the block's place. [prepare]
 */
lb_status lbh_shapes_prepare(struct lbh_instance *instance);

/* Shapes the states whose types hold numbers only: all that a component needs before its first method is called. [plan] */
bool lbh_shapes_fix_states(struct lbh_instance *instance);

/* Checks a shape that a block asks for against the slot's declared type: rank and fixed extents. */
enum lbh_status lbh_shapes_check(const struct lbh_type *type, const char *name, int32_t ndim, const int64_t *shape,
                                 struct lbh_diag *diag);

/* Returns the type by which an instance may shape a slot, its name, and whether it is a state; null if it may not. */
const struct lbh_type *lbh_shapes_writable(const struct lbh_instance *instance, uint32_t slot, const char **name,
                                           bool *is_state);

#endif
