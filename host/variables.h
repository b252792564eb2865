/* SPDX-License-Identifier: MIT */
/* The pipeline's names: which value each declared parameter is, and which type all its declarations agree on. */
#ifndef LBH_VARIABLES_H
#define LBH_VARIABLES_H

#include "plan.h"
#include "unify.h"

/*
 * Names and types everything that the blocks declare, in run order. Reports clashes of types, ranks, dimensions and defaults, and
 * renames of what no block has. False when out of memory.
 */
bool lbh_variables_declare(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag);

/* Gives every variable its cell. Values of type "any" that nobody gave a type are refused. False when out of memory. */
bool lbh_variables_place(struct lbh_plan *plan, struct lbh_diag *diag);

/* Collects the members of the groups that blocks ask for. False when out of memory. */
bool lbh_variables_collect_groups(struct lbh_plan *plan);

/* Returns what the manifest calls a parameter or component of a block. */
const char *lbh_variables_renamed(const struct lbh_node *node, const char *name);

#endif
