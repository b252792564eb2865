/* SPDX-License-Identifier: MIT */
/* A block that changes a number by a configured step: it takes no loop argument, so it stands in loops and outside of them. */
#include <loopblocks/loopblocks.h>

enum { X };
enum { BY, NOTE, MAYBE };

static const struct lb_input inputs[] = {{.slot = X, .name = "x", .type = "i64", .required = 1}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "i64"}};
static const struct lb_config configs[] = {
    {.slot = BY, .name = "by", .type = "i64", .default_value = "1", .range = "[-1000, 1000]"},
    {.slot = NOTE, .name = "note", .type = "i64", .flags = LB_CONFIG_IGNORED},
    {.slot = MAYBE, .name = "maybe", .type = "i64", .flags = LB_CONFIG_NULLABLE, .default_value = "0"},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, X) += lb_is_set(state->configs, MAYBE) ? *lb_i64(state->configs, BY) : 100;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "increase",
    .version = "1.0.0",
    .description = "Adds a configured number to x; 100 where maybe is null.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .call = LB_CALL(call),
};
