/* SPDX-License-Identifier: MIT */
/* The bare limit of a step: a host that is nothing but a C loop over function pointers, for the same wrapper and the same blocks. */
#ifndef BENCH_PLAIN_H
#define BENCH_PLAIN_H

#include <loopblocks/loopblocks.h>
#include <stdbool.h>

#define MAX_BLOCKS 1000

struct plain;

/*
 * Opens a wrapper's and the blocks' libraries; where the host has them open too, these are the same functions at the same
 * addresses. `narrow`: the blocks take an i32. `own`: each block has an x of its own. Null, and a message, on failure.
 */
struct plain *plain_new(const char *wrapper, const char *const *blocks, size_t count, bool narrow, bool own);
void plain_free(struct plain *plain);

/* Runs the wrapper and returns the nanoseconds that it measured; -1 on failure. */
int64_t plain_run(struct plain *plain, int64_t num_steps);

/*
 * Tries the walk at several places in memory, and keeps the one that the processor likes best for this case. Returns the time
 * of the one that it likes least.
 */
int64_t plain_place(struct plain *plain, int64_t num_steps);

/* Returns a block's x. */
int64_t plain_x(const struct plain *plain, size_t block);

#endif
