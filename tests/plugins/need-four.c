/* SPDX-License-Identifier: MIT */
/* A block whose input always has four elements: a fixed extent. */
#include <loopblocks/loopblocks.h>

enum { FOUR };

static const struct lb_input inputs[] = {{.slot = FOUR, .name = "four", .type = "f32[4]", .required = 1}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "need-four",
    .version = "1.0.0",
    .description = "Reads four numbers.",
    .inputs = LB_ARRAY(inputs),
    .call = LB_CALL(call),
};
