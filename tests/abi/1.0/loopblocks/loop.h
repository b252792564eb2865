/* SPDX-License-Identifier: MIT */
/* What a loop wrapper needs: the arguments it passes, one step through its blocks, where to begin, how far it is. */
#ifndef LOOPBLOCKS_LOOP_H
#define LOOPBLOCKS_LOOP_H

#include <loopblocks/state.h>

/*
 * Returns the struct whose members the wrapper declared in `passes`: memory of the host, from which the blocks get their loop
 * arguments. Set its members before each lb_loop_step. Keeps its address while the pipeline lives. [step]
 */
static inline void *lb_loop_args(struct lb_state *state)
{
    return state->loop_args;
}

/*
 * Runs every block of the loop once, in order. Returns LB_OK, or why the loop must end: the wrapper then returns that status
 * unchanged, and at once (asked again, the host only says the same again). [step]
 */
static inline lb_status lb_loop_step(struct lb_state *state)
{
    return state->host->loop_step(state->context);
}

/* Returns the iteration to begin with: 0, or the next one where another wrapper or an earlier process left off. [step] */
static inline int64_t lb_loop_first(const struct lb_state *state)
{
    return state->loop_first;
}

/* Says how far the loop is, in whatever unit its users count: `done` of `total` (0: not known). Costs two stores. [step] */
static inline void lb_loop_progress(struct lb_state *state, int64_t done, int64_t total)
{
    state->progress_done = done;
    state->progress_total = total;
}

#endif
