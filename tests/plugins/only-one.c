/* SPDX-License-Identifier: MIT */
/* A block that allows one instance of itself. */
#include <loopblocks/loopblocks.h>

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,    .flags = LB_FLAG_ONE_INSTANCE,        .name = "only-one",
    .version = "1.0.0", .description = "Does nothing, once.", .call = LB_CALL(call),
};
