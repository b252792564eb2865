/* SPDX-License-Identifier: MIT */
/* A component: it counts, in steps of a config, in a state of its own; what create made of the config is its self. */
#include "counter.h"

#include <stdlib.h>

enum { STEP };
enum { COUNT };

static const struct lb_config configs[] = {
    {.slot = STEP, .name = "step", .type = "i64", .default_value = "1", .range = "[0, null]"}};
static const struct lb_state_slot states[] = {{.slot = COUNT, .name = "count", .type = "i64[1]"}};

static lb_status create(const struct lb_info *info, void **self)
{
    int64_t *step = malloc(sizeof *step);
    if (!step) return LB_NO_MEMORY;
    *step = *lb_i64(info->configs, STEP);
    *self = step;
    return LB_OK;
}

static void destroy(void *self)
{
    free(self);
}

static lb_status next(const void *self, struct lb_state *state, int64_t *number)
{
    const int64_t step = *(const int64_t *)self;
    if (step == 0) return lb_fail(state, "a step of 0 counts nothing");
    *number = *lb_i64(state, COUNT) += step;
    return LB_OK;
}

static const struct counter methods = {.struct_size = sizeof(struct counter), .next = next};
static const struct lb_provide provides[] = {{COUNTER_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "counter",
    .version = "1.0.0",
    .description = "Counts.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
    .destroy = destroy,
};
