/* SPDX-License-Identifier: MIT */
/* Calls a function that nobody defines. */
#include <loopblocks/loopblocks.h>

extern lb_status nobody_defines_this(struct lb_state *state);

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return nobody_defines_this(state);
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER, .name = "missing-symbol", .version = "1.0.0",
                                            .description = "Cannot run.", .call = LB_CALL(call)};
