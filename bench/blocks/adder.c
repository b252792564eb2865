/* SPDX-License-Identifier: MIT */
/* A component that adds one, and counts in a state of its own how often. */
#include "adder.h"

enum { COUNT };
static const struct lb_state_slot states[] = {{.slot = COUNT, .name = "count", .type = "i64"}};

static lb_status add(struct lb_state *state, int64_t *x)
{
    *lb_i64(state, COUNT) += 1;
    *x += 1;
    return LB_OK;
}

static const struct adder methods = {.struct_size = sizeof methods, .add = add};
static const struct lb_provide provides[] = {{ADDER_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,        .name = "adder",
    .version = "1.0.0",         .description = "Adds one.",
    .states = LB_ARRAY(states), .provides = LB_ARRAY(provides),
};
