/* SPDX-License-Identifier: MIT */
/* A block whose outputs are of a group. */
#include <loopblocks/loopblocks.h>

enum { SCORE_A, SCORE_B };

static const struct lb_output outputs[] = {
    {.slot = SCORE_A, .name = "score_a", .type = "i64", .group = "scores"},
    {.slot = SCORE_B, .name = "score_b", .type = "i64", .group = "scores"},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, SCORE_A) = 1;
    *lb_i64(state, SCORE_B) = 2;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "offer-scores",
    .version = "1.0.0",
    .description = "Makes two scores.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
