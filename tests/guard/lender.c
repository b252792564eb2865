/* SPDX-License-Identifier: MIT */
/* A block that gives away where its output and its state lie, as a careless one might in a cache. */
#include "stray.h"

enum { TREASURE, AT, HOARD, HOARD_AT };

static const struct lb_output outputs[] = {{.slot = TREASURE, .name = "treasure", .type = "f64"},
                                           {.slot = AT, .name = "treasure_at", .type = "i64"},
                                           {.slot = HOARD_AT, .name = "hoard_at", .type = "i64"}};
static const struct lb_state_slot states[] = {{.slot = HOARD, .name = "hoard", .type = "i64[4]"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_f64(state, TREASURE) = 7;
    lb_i64(state, HOARD)[3]++;
    *lb_i64(state, AT) = (int64_t)(intptr_t)lb_f64(state, TREASURE);
    *lb_i64(state, HOARD_AT) = (int64_t)(intptr_t)lb_i64(state, HOARD);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "lender",
    .version = "1.0.0",
    .description = "Tells where its values lie.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .call = LB_CALL(call),
};
