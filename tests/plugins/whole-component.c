/* SPDX-License-Identifier: MIT */
/* A component whose descriptor and tables are writable, so that a test can put in one fault at a time. */
#include <loopblocks/loopblocks.h>

enum { POSITION };
enum { SEED };

static struct lb_state_slot states[] = {{.slot = POSITION, .name = "position", .type = "u64"}};
static struct lb_config configs[] = {{.slot = SEED, .name = "seed", .type = "u64", .default_value = "0"}};

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

static struct lb_random methods = {.struct_size = sizeof(struct lb_random), .seed = seed, .normal = draw, .uniform = draw};
static struct lb_provide provides[] = {{LB_RANDOM_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "whole-component",
    .version = "1.0.0",
    .description = "Provides one interface.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
};
