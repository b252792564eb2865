/* SPDX-License-Identifier: MIT */
/* A block whose output's shape follows from its input's: it has no prepare. */
#include <loopblocks/loopblocks.h>

enum { VALUES, FACTOR, SCALED };

static const struct lb_input inputs[] = {
    {.slot = VALUES, .name = "values", .type = "f32[N]", .required = 1},
    {.slot = FACTOR, .name = "factor", .type = "f64", .default_value = "2", .range = "[0, 100]"},
};
static const struct lb_output outputs[] = {{.slot = SCALED, .name = "scaled", .type = "f32[N]"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    for (int64_t k = 0; k < lb_count(state, VALUES); k++)
        lb_f32(state, SCALED)[k] = (float)(*lb_f64(state, FACTOR) * (double)lb_f32(state, VALUES)[k]);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "scale-values",
    .version = "1.0.0",
    .description = "Multiplies values by a factor.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
