/* SPDX-License-Identifier: MIT */
/* Links between blocks and what is around them: the components that they call, the loop arguments that they are passed. */
#ifndef LBH_LINKS_H
#define LBH_LINKS_H

#include "plan.h"

/*
 * Connects every block with its components; reports those that are missing or have another interface, loop arguments that nobody
 * passes or of another type, and several instances of what allows one. False when out of memory.
 */
bool lbh_links_connect(struct lbh_plan *plan, struct lbh_diag *diag);

/* Fills in the components' functions and selves. After they are created. */
void lbh_links_fill(struct lbh_plan *plan);

/* Returns the pass that gives a block its loop argument, from the innermost wrapper around it that has one; and the wrapper. */
const struct lbh_pass *lbh_links_find_pass(const struct lbh_step *step, const char *name, const struct lbh_step **wrapper);

/* Gives errors the place <json_path><member> in the manifest. */
void lbh_links_locate(const struct lbh_plan *plan, const char *json_path, const char *member, struct lbh_diag *diag,
                      size_t first);

#endif
