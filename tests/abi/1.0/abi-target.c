/* SPDX-License-Identifier: MIT */
/* A block that asks for no more than the first minor, whichever these headers are. */
#define LB_TARGET_MINOR 0
#include <loopblocks/loopblocks.h>

enum { ANSWER };

static const struct lb_output outputs[] = {{.slot = ANSWER, .name = "answer", .type = "i64", .group = "marks"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, ANSWER) = 42;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "abi-target",
    .version = "1.0.0",
    .description = "Says 42.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
