/* SPDX-License-Identifier: MIT */
/* A component whose table says that it ends before the interface's functions do. */
#include "faulty.h"

static lb_status seed(const void *self, struct lb_state *state, uint64_t value)
{
    (void)self, (void)state, (void)value;
    return LB_OK;
}

static lb_status draw(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self, (void)state, (void)out;
    return LB_OK;
}

static const struct lb_random methods = {
    .struct_size = offsetof(struct lb_random, uniform), .seed = seed, .normal = draw, .uniform = draw};
static const struct lb_provide provides[] = {{LB_RANDOM_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "short-table",
    .version = "1.0.0",
    .description = "Has one fault.",
    .provides = LB_ARRAY(provides),
};
