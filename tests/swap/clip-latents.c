/* SPDX-License-Identifier: MIT */
/* Keeps latents within bounds. */
#include <loopblocks/loopblocks.h>

enum { LATENTS, BOUND };

static const struct lb_input inputs[] = {
    {.slot = LATENTS, .name = "latents", .type = "f32[B,C,H,W]", .required = 1, .description = "The samples."},
    {.slot = BOUND, .name = "bound", .type = "f64", .description = "The largest magnitude.", .default_value = "1.25"}};
static const struct lb_output outputs[] = {
    {.slot = LATENTS, .name = "latents", .type = "f32[B,C,H,W]", .description = "The samples, within bounds."}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    const float bound = (float)*lb_f64(state, BOUND);
    float *latents = lb_f32(state, LATENTS);
    for (int64_t i = 0; i < lb_count(state, LATENTS); i++) {
        if (latents[i] > bound) latents[i] = bound;
        if (latents[i] < -bound) latents[i] = -bound;
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = "clip-latents",
                                            .version = "1.0.0",
                                            .description = "Keeps latents within bounds.",
                                            .inputs = LB_ARRAY(inputs),
                                            .intermediate_outputs = LB_ARRAY(outputs),
                                            .call = LB_CALL(call)};
