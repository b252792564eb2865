/* SPDX-License-Identifier: MIT */
/* The least that a block with a component can do: it has one added to x. */
#include "adder.h"

enum { X };
enum { ADDER };
static const struct lb_input inputs[] = {{.slot = X, .name = "x", .type = "i64", .required = 1}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "i64"}};
static const struct lb_component_use components_used[] = {
    {.slot = ADDER, .name = "adder", .interface_id = ADDER_ID, .required = 1},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    const struct lb_component_ref *adder = lb_component_at(components, ADDER);
    (void)self;
    return ((const struct adder *)adder->methods)->add(adder->state, lb_i64(state, X));
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "tick-through",
    .version = "1.0.0",
    .description = "Has one added to x by a component.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .components = LB_ARRAY(components_used),
    .call = LB_CALL(call),
};
