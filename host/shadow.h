/* SPDX-License-Identifier: MIT */
/* Stand-ins for the values that new blocks are prepared on, while the running ones work on the true ones. */
#ifndef LBH_SHADOW_H
#define LBH_SHADOW_H

#include "draft.h"
#include "snapshot.h"

/* The shared values that a draft's new blocks see: copies, and the cells that stand in for them. */
struct lbh_shadow {
    struct lbh_draft *draft;
    struct lbh_snapshot seen;
    struct lbh_cell **stand_ins; /* [seen.count] */
};

/* Lists what is seen. False when out of memory. */
bool lbh_shadow_begin(struct lbh_shadow *shadow, struct lbh_draft *draft);
void lbh_shadow_fini(struct lbh_shadow *shadow);

/* Makes the stand-ins from what was copied: shapes as they were prepared, values as they were. Off the loop's thread. */
bool lbh_shadow_fill(struct lbh_shadow *shadow);

/*
 * Prepares the new blocks that are to be called in a running loop; those that wait for the loop's thread if `waiting`, else the
 * others. Refuses shapes other than the live ones. [swap]
 */
bool lbh_shadow_prepare(struct lbh_shadow *shadow, bool waiting, struct lbh_diag *diag);

/* Returns whether the shapes that the blocks were prepared for are still those of now. With the turn. */
bool lbh_shadow_is_current(const struct lbh_shadow *shadow);

/* Gives the running texts the room that the new blocks have asked for. With the turn. */
bool lbh_shadow_make_text_room(const struct lbh_shadow *shadow, struct lbh_diag *diag);

/* Prepares again the running blocks that call the components which prepare has called. With the turn. */
void lbh_shadow_prepare_others(const struct lbh_draft *draft);

/* Prepares the old blocks again, whose components the new ones have prepared for themselves. With the turn. */
void lbh_shadow_prepare_old(const struct lbh_draft *draft);

#endif
