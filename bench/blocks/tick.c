/* SPDX-License-Identifier: MIT */
/* The least that a block of a loop can do: it takes the iteration and adds one to x. */
#include <loopblocks/loopblocks.h>

enum { X };
static const struct lb_input inputs[] = {{.slot = X, .name = "x", .type = "i64", .required = 1}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "i64"}};
static const struct lb_arg args[] = {{.name = "i", .type = "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    (void)self, (void)components, (void)i;
    *lb_i64(state, X) += 1;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "tick",
    .version = "1.0.0",
    .description = "Adds one to x.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call_args = LB_ARRAY(args),
    .call = LB_CALL(call),
};
