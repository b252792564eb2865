/* SPDX-License-Identifier: MIT */
/* A component that left out a function of the interface it provides. */
#include "faulty.h"

static lb_status seed(const void *self, struct lb_state *state, uint64_t value)
{
    (void)self, (void)state, (void)value;
    return LB_OK;
}

static const struct lb_random methods = {.struct_size = sizeof(struct lb_random), .seed = seed};
static const struct lb_provide provides[] = {{LB_RANDOM_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "null-method",
    .version = "1.0.0",
    .description = "Has one fault.",
    .provides = LB_ARRAY(provides),
};
