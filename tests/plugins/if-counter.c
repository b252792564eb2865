/* SPDX-License-Identifier: MIT */
/* A block that calls a component where there is one. */
#include "counter.h"

enum { COUNTED };
enum { COUNTER };

static const struct lb_output outputs[] = {{.slot = COUNTED, .name = "counted", .type = "i64"}};
static const struct lb_component_use components_used[] = {
    {.slot = COUNTER, .name = "counter", .interface_id = COUNTER_ID, .required = 0}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *counter = lb_component_at(components, COUNTER);
    *lb_i64(state, COUNTED) = -1;
    if (!counter->methods) return LB_OK;
    return counter_of(counter)->next(counter->self, counter->state, lb_i64(state, COUNTED));
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "if-counter",
    .version = "1.0.0",
    .description = "Counts if there is a counter; else -1.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .components = LB_ARRAY(components_used),
    .call = LB_CALL(call),
};
