/* SPDX-License-Identifier: MIT */
/* The state arena: the memory of every value of a pipeline. It grows, and nothing in it ever moves. */
#ifndef LBH_ARENA_H
#define LBH_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "pages.h"

#define LBH_ARENA_ALIGNMENT 64

/*
 * One reservation of address space, sized for what the plan knows plus headroom and committed by the system as it is touched. When
 * a prepare asks for more than is left, a further one is made: shapes are only known then, and a fixed huge reservation would be
 * refused under `ulimit -v` and by valgrind.
 */
struct lbh_arena;

/* Makes an arena whose first reservation holds `bytes`. Null when out of memory. */
struct lbh_arena *lbh_arena_new(size_t bytes);
void lbh_arena_free(struct lbh_arena *arena);

/* Takes memory, aligned to LBH_ARENA_ALIGNMENT and zero-filled; null when there is none. Any thread may take and give. */
void *lbh_arena_take(struct lbh_arena *arena, size_t bytes);

/* Gives memory back, to be taken again. `bytes` is what was asked for. Null is fine. */
void lbh_arena_give(struct lbh_arena *arena, void *memory, size_t bytes);

/* Has values take pages of their own from here on: see guard.h. Before the first one. */
void lbh_arena_guard(struct lbh_arena *arena);
bool lbh_arena_is_guarded(const struct lbh_arena *arena);

/* Take pages for one value, and give them back. They go with the arena at the latest. Null is fine. */
struct lbh_pages *lbh_arena_take_pages(struct lbh_arena *arena, size_t bytes, size_t alignment);
void lbh_arena_give_pages(struct lbh_arena *arena, struct lbh_pages *pages);

/* Returns how many bytes are taken, but for pages. */
size_t lbh_arena_used(const struct lbh_arena *arena);

#endif
