/* SPDX-License-Identifier: MIT */
/* A block to be copied under many names: its name has as many characters as those have. */
#include <loopblocks/loopblocks.h>

enum { X, RATE };
static const struct lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "f32[B,C,H,W]", .required = 1, .description = "What is filtered."},
    {.slot = RATE, .name = "rate", .type = "f64", .default_value = "0.5", .range = "[0, 1]", .description = "How much of it."}};
static const struct lb_output outputs[] = {
    {.slot = X, .name = "x", .type = "f32[B,C,H,W]", .description = "What is left of it."}};
static const struct lb_config configs[] = {
    {.name = "limit", .type = "f64", .default_value = "1", .range = "[0, null]", .description = "No value is larger."}};
static const struct lb_arg args[] = {{.name = "i", .type = "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    (void)self, (void)components, (void)state, (void)i;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "listed-00000",
    .version = "1.0.0",
    .description = "Filters x, and is one of very many that do.",
    .licence = "MIT",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .call_args = LB_ARRAY(args),
    .call = LB_CALL(call),
};
