/* SPDX-License-Identifier: MIT */
/* A version of the component that counts whose state has another name: what was counted would be lost. */
#include "../plugins/counter.h"

enum { TOTAL };

static const struct lb_config configs[] = {{.slot = 0, .name = "step", .type = "i64", .default_value = "1"}};
static const struct lb_state_slot states[] = {{.slot = TOTAL, .name = "total", .type = "i64[1]"}};

static lb_status next(const void *self, struct lb_state *state, int64_t *number)
{
    (void)self;
    *number = ++*lb_i64(state, TOTAL);
    return LB_OK;
}

static const struct counter methods = {.struct_size = sizeof(struct counter), .next = next};
static const struct lb_provide provides[] = {{COUNTER_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "counter",
    .version = "3.0.0",
    .description = "Counts anew.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
};
