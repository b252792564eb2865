/* SPDX-License-Identifier: MIT */
/* A block whose output always has three elements: a fixed extent. */
#include <loopblocks/loopblocks.h>

enum { THREE };

static const struct lb_output outputs[] = {{.slot = THREE, .name = "three", .type = "f32[3]"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    for (int k = 0; k < 3; k++) lb_f32(state, THREE)[k] = (float)(k + 1);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "make-three",
    .version = "1.0.0",
    .description = "Makes 1, 2, 3.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
