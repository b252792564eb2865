/* SPDX-License-Identifier: MIT */
/* A block whose prepare calls a component that others use. Each version includes this with a CLERK_VERSION and a STEP. */
#include "desk.h"
#include "faults.h"

enum { SUM };
enum { DESK };

#define PLACES 4

static const struct lb_output outputs[] = {{.slot = SUM, .name = "sum", .type = "f64"}};
static const struct lb_component_use components_used[] = {
    {.slot = DESK, .name = "desk", .interface_id = DESK_ID, .required = 1}};

static const struct desk *desk_of(const struct lb_component_ref *component)
{
    return (const struct desk *)component->methods;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    const struct lb_component_ref *desk = lb_component_at(components, DESK);
    (void)self;
    const lb_status status = desk_of(desk)->reserve(desk->state, PLACES);
    return status == LB_OK ? fault(state->host, state->context, "prepare") : status;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    const struct lb_component_ref *desk = lb_component_at(components, DESK);
    (void)self;
    const lb_status status = desk_of(desk)->add(desk->state, PLACES - 1, STEP, lb_f64(state, SUM));
    return status == LB_OK ? fault(state->host, state->context, "call") : status;
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = "clerk",
                                            .version = CLERK_VERSION,
                                            .description = "Puts something into a drawer.",
                                            .intermediate_outputs = LB_ARRAY(outputs),
                                            .components = LB_ARRAY(components_used),
                                            .prepare = prepare,
                                            .call = LB_CALL(call)};
