/* SPDX-License-Identifier: MIT */
/* A block that leaves it to others which type its output has. */
#include <loopblocks/loopblocks.h>

enum { MADE };

static const struct lb_output outputs[] = {{.slot = MADE, .name = "made", .type = "any"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "make-any",
    .version = "1.0.0",
    .description = "Makes zero, in the type that others declare.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
