/* SPDX-License-Identifier: MIT */
/* A block whose two inputs must be of one length: a dimension name that binds them. */
#include <loopblocks/loopblocks.h>

enum { LEFT, RIGHT, PRODUCT };

static const struct lb_input inputs[] = {
    {.slot = LEFT, .name = "left", .type = "f32[N]", .required = 1},
    {.slot = RIGHT, .name = "right", .type = "f32[N]", .required = 1},
};
static const struct lb_output outputs[] = {{.slot = PRODUCT, .name = "product", .type = "f64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    double product = 0;
    for (int64_t k = 0; k < lb_count(state, LEFT); k++)
        product += (double)lb_f32(state, LEFT)[k] * (double)lb_f32(state, RIGHT)[k];
    *lb_f64(state, PRODUCT) = product;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "pair-values",
    .version = "1.0.0",
    .description = "The inner product of left and right.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
