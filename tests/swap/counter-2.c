/* SPDX-License-Identifier: MIT */
/* The next version of the component that counts: ten times as fast, with the same state. */
#define _GNU_SOURCE
#define FAULTS
#include "../plugins/counter.h"
#include "faults.h"

enum { STEP };
enum { COUNT };

static const struct lb_config configs[] = {{.slot = STEP, .name = "step", .type = "i64", .default_value = "1"}};
static const struct lb_state_slot states[] = {{.slot = COUNT, .name = "count", .type = "i64[1]"}};

static lb_status create(const struct lb_info *info, void **self)
{
    int64_t *step = malloc(sizeof *step);
    if (!step) return LB_NO_MEMORY;
    *step = *lb_i64(info->configs, STEP) * 10;
    *self = step;
    return LB_OK;
}

static void destroy(void *self)
{
    free(self);
}

static lb_status next(const void *self, struct lb_state *state, int64_t *number)
{
    *number = *lb_i64(state, COUNT) += *(const int64_t *)self;
    return fault(state->host, state->context, "next");
}

static const struct counter methods = {.struct_size = sizeof(struct counter), .next = next};
static const struct lb_provide provides[] = {{COUNTER_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "counter",
    .version = "2.0.0",
    .description = "Counts by tens.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
    .destroy = destroy,
};
