/* SPDX-License-Identifier: MIT */
/* Copies of cells, taken while no block is at work. */
#ifndef LBH_SNAPSHOT_H
#define LBH_SNAPSHOT_H

#include "turn.h"

/* A cell and its copy. */
struct lbh_copy {
    struct lbh_cell *cell;
    struct lbh_cell header; /* as it was; its pointers are not to be followed */
    void *data;
    size_t room;  /* bytes that `data` has place for */
    size_t bytes; /* bytes that the value has */
};

struct lbh_snapshot {
    struct lbh_copy *copies;
    size_t count;
};

/* Adds a cell; one that is there already is not added again where it was the latest. False when out of memory. */
bool lbh_snapshot_add(struct lbh_snapshot *snapshot, struct lbh_cell *cell);
void lbh_snapshot_fini(struct lbh_snapshot *snapshot);

/* Returns the copy of a cell, or null. */
struct lbh_copy *lbh_snapshot_find(const struct lbh_snapshot *snapshot, const struct lbh_cell *cell);

/*
 * Copies what there is room for, header and content; of what there is not, the header, and `bytes` says how much is needed. Takes
 * no memory. Returns whether everything was copied. With the turn.
 */
bool lbh_snapshot_take(struct lbh_snapshot *snapshot);

/* Makes room for what take has found to be needed, its pages touched. False when out of memory. Off the loop's thread. */
bool lbh_snapshot_make_room(struct lbh_snapshot *snapshot);

/* Returns the content that was copied; null: none. */
const void *lbh_copy_data(const struct lbh_copy *copy);

/* Puts header and content back into the cells. With the turn. */
void lbh_snapshot_put_back(const struct lbh_snapshot *snapshot);

#endif
