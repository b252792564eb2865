/* SPDX-License-Identifier: MIT */
/* A block that is no loop wrapper and steps all the same. */
#include <loopblocks/loopblocks.h>

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return lb_loop_step(state);
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER, .name = "stepping-block", .version = "1.0.0",
                                            .description = "Steps without a loop.", .call = LB_CALL(call)};
