/* SPDX-License-Identifier: MIT */
/* The same as tick, with a signature for which the host has no adapter of its own: it is called through libffi. */
#include <loopblocks/loopblocks.h>

enum { X };
static const struct lb_input inputs[] = {{.slot = X, .name = "x", .type = "i64", .required = 1}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "i64"}};
static const struct lb_arg args[] = {{.name = "j", .type = "i32"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int32_t j)
{
    (void)self, (void)components, (void)j;
    *lb_i64(state, X) += 1;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "tick-narrow",
    .version = "1.0.0",
    .description = "Adds one to x; takes an i32.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call_args = LB_ARRAY(args),
    .call = LB_CALL(call),
};
