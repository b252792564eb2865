/* SPDX-License-Identifier: MIT */
/* Adds one to x, and to the first of many bytes of its own: what must be copied before a call that may have to be taken back. */
#include <loopblocks/loopblocks.h>

enum { X, BYTES, HOARD };
static const struct lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "i64", .required = 1},
    {.slot = BYTES, .name = "bytes", .type = "i64", .required = 1, .range = "[1, null]"},
};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "i64"}};
static const struct lb_state_slot states[] = {{.slot = HOARD, .name = "hoard", .type = "u8[N]"}};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return lb_set_shape(state, HOARD, 1, lb_i64(state, BYTES));
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, X) += 1;
    *lb_u8(state, HOARD) += 1;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "hoard",
    .version = "1.0.0",
    .description = "Adds one to x, and keeps many bytes.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .prepare = prepare,
    .call = LB_CALL(call),
};
