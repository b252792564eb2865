/* SPDX-License-Identifier: MIT */
/* A block whose inputs are a model's further inputs, for one condition and for the other. */
#include <loopblocks/loopblocks.h>

enum { SHIFT, NEGATIVE_SHIFT };

static const struct lb_input inputs[] = {
    {.slot = SHIFT, .name = "shift", .type = "f32[N]", .group = "denoiser_inputs"},
    {.slot = NEGATIVE_SHIFT, .name = "negative_shift", .type = "f32[M]", .group = "denoiser_inputs"},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "offer-shift",
    .version = "1.0.0",
    .description = "Has the model get shift.",
    .inputs = LB_ARRAY(inputs),
    .call = LB_CALL(call),
};
