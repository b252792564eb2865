/* SPDX-License-Identifier: MIT */
/* What becomes of the states of a block that gives way to another: kept as they are, migrated, or lost. */
#ifndef LBH_MOVES_H
#define LBH_MOVES_H

#include "draft.h"

struct lbh_moves;

/*
 * Relates the states of a new instance with those of its predecessor. States of the same plugin's name, state name and type are
 * kept; the others go through the new one's lb.migrate/1. Refuses, and reports, the loss of a state that is not flagged for it.
 * Null when out of memory, or refused.
 */
struct lbh_moves *lbh_moves_new(const struct lbh_fresh *fresh, struct lbh_diag *diag);
void lbh_moves_free(struct lbh_moves *moves);

/* Refuses kept states whose shapes differ: `fresh` is prepared; and losses, once more. With the turn. */
bool lbh_moves_check(const struct lbh_fresh *fresh, struct lbh_diag *diag);

/* Fills the new states from the old ones, where they differ; nothing of the old ones is changed. With the turn. [swap] */
bool lbh_moves_forward(const struct lbh_fresh *fresh, struct lbh_diag *diag);

/* Fills the old states from the new ones. False where the plugin cannot. With the turn. [swap] */
bool lbh_moves_backward(const struct lbh_fresh *fresh);

/* Returns whether the old states would follow: nothing is migrated, or it can be migrated back. */
bool lbh_moves_are_reversible(const struct lbh_fresh *fresh);

/* Returns the cell that a slot of an instance of the draft will have once it is published. */
struct lbh_cell *lbh_moves_cell(const struct lbh_draft *draft, const struct lbh_instance *instance, uint32_t slot);

/* Exchanges the memory of the kept states: the new instance gets the old one's, and the second time gives it back. With the turn. */
void lbh_moves_exchange(const struct lbh_fresh *fresh);

#endif
