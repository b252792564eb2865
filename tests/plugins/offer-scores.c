/* SPDX-License-Identifier: MIT */
/* A block whose values are of a group, an input and two outputs; one more output is of another group. */
#include <loopblocks/loopblocks.h>

enum { EXTRA, SCORE_A, SCORE_B, DRAWS };

static const struct lb_input inputs[] = {{.slot = EXTRA, .name = "extra_score", .type = "i64", .group = "scores"}};
static const struct lb_output outputs[] = {
    {.slot = SCORE_A, .name = "score_a", .type = "i64", .group = "scores"},
    {.slot = SCORE_B, .name = "score_b", .type = "i64", .group = "scores"},
    {.slot = DRAWS, .name = "draws", .type = "i64", .group = "counts"},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, SCORE_A) = 1;
    *lb_i64(state, SCORE_B) = 2;
    *lb_i64(state, DRAWS) = 0;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "offer-scores",
    .version = "1.0.0",
    .description = "Makes two scores.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
