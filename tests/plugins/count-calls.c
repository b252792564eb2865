/* SPDX-License-Identifier: MIT */
/* A block with a state: it counts its calls. */
#include <loopblocks/loopblocks.h>

enum { CALLS, COUNT, HISTORY };

static const struct lb_output outputs[] = {{.slot = CALLS, .name = "calls", .type = "i64"}};
static const struct lb_state_slot states[] = {
    {.slot = COUNT, .name = "count", .type = "i64"},
    {.slot = HISTORY, .name = "history", .type = "i64[4]"},
};

/* The history holds the same number, so that a state that is a tensor is seen to persist too. */
static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    int64_t *history = lb_i64(state, HISTORY);
    if (history[3] != *lb_i64(state, COUNT)) return lb_fail(state, "the states are not what they were");
    *lb_i64(state, CALLS) = ++*lb_i64(state, COUNT);
    history[3]++;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "count-calls",
    .version = "1.0.0",
    .description = "Counts its calls.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .call = LB_CALL(call),
};
