/* SPDX-License-Identifier: MIT */
/* Cells: slots with memory behind them, how they get a type, a shape and a content. */
#ifndef LBH_CELL_H
#define LBH_CELL_H

#include "plan.h"

/* Bytes that a str holds, its NUL not counted, until a prepare asks for more. */
#define LBH_DEFAULT_TEXT_CAPACITY 255

/* Makes a cell of a type, of one use: a scalar reads as zero, a str as "", a tensor has no memory yet. Null when out of memory. */
struct lbh_cell *lbh_cell_new(struct lbh_arena *arena, uint32_t element, int32_t ndim);

/* Add a use, and end one: the last one gives the memory back. Null is fine. Uses are counted by one thread at a time. */
struct lbh_cell *lbh_cell_hold(struct lbh_cell *cell);
void lbh_cell_release(struct lbh_arena *arena, struct lbh_cell *cell);

/*
 * Gives a tensor a shape, and memory for it where it has too little. Content is kept where the shape is the same; else it is
 * zero-filled if `zero`, and undefined if not. Fails on impossible shapes and when out of memory.
 */
enum lbh_status lbh_cell_set_shape(struct lbh_arena *arena, struct lbh_cell *cell, const int64_t *shape, bool zero,
                                   struct lbh_diag *diag);

/* Makes room for a text of so many bytes. Its content is kept. */
enum lbh_status lbh_cell_reserve_text(struct lbh_arena *arena, struct lbh_cell *cell, size_t bytes, struct lbh_diag *diag);

/* Stores a value of the cell's type, with its shape, and marks the cell as set. */
enum lbh_status lbh_cell_store(struct lbh_arena *arena, struct lbh_cell *cell, const struct lbh_value *value,
                               struct lbh_diag *diag);

/* Forgets content and shape, but keeps the memory. */
void lbh_cell_clear(struct lbh_cell *cell);

#endif
