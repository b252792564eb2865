/* SPDX-License-Identifier: MIT */
/* A block that reads a tensor of any length, and counts how often it is prepared. */
#include <loopblocks/loopblocks.h>

enum { VALUES, TOTAL, LENGTH, PREPARES, PREPARED };

static const struct lb_input inputs[] = {{.slot = VALUES, .name = "values", .type = "f32[N]", .required = 1}};
static const struct lb_output outputs[] = {
    {.slot = TOTAL, .name = "total", .type = "f64"},
    {.slot = LENGTH, .name = "length", .type = "i64"},
    {.slot = PREPARES, .name = "prepares", .type = "i64"},
};
static const struct lb_state_slot states[] = {{.slot = PREPARED, .name = "prepared", .type = "i64"}};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, PREPARED) += 1;
    return LB_OK;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    double total = 0;
    for (int64_t k = 0; k < lb_count(state, VALUES); k++) total += (double)lb_f32(state, VALUES)[k];
    *lb_f64(state, TOTAL) = total;
    *lb_i64(state, LENGTH) = lb_dim(state, VALUES, 0);
    *lb_i64(state, PREPARES) = *lb_i64(state, PREPARED);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "sum-values",
    .version = "1.0.0",
    .description = "Adds up values; says how many they are and how often it was prepared.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .prepare = prepare,
    .call = LB_CALL(call),
};
