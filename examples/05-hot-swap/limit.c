/* SPDX-License-Identifier: MIT */
/* A block to be changed while it runs: it keeps every latent within a limit. */
#include <loopblocks/loopblocks.h>

#define LIMIT 2.0f

enum { LATENTS };
static const struct lb_input inputs[] = {
    {.slot = LATENTS, .name = "latents", .type = "f32[B,C,H,W]", .required = 1, .description = "Latents."}};
static const struct lb_output outputs[] = {
    {.slot = LATENTS, .name = "latents", .type = "f32[B,C,H,W]", .description = "Latents within the limit."}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    float *latents = lb_f32(state, LATENTS);
    const int64_t count = lb_count(state, LATENTS);
    for (int64_t i = 0; i < count; i++) latents[i] = latents[i] > LIMIT ? LIMIT : latents[i] < -LIMIT ? -LIMIT : latents[i];
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "limit",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Keeps the latents within a limit.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
