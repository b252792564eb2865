/* SPDX-License-Identifier: MIT */
/* The smallest block that takes part in a loop: it knows how to add one to a number. */
#include <loopblocks/loopblocks.h>

enum { X };

static const struct lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "i64", .required = 1, .description = "The number to count up."},
};
static const struct lb_output outputs[] = {
    {.slot = X, .name = "x", .type = "i64", .description = "The same number, one higher."},
};
static const struct lb_arg args[] = {{.name = "i", .type = "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    (void)self, (void)components, (void)i;
    *lb_i64(state, X) += 1;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "add-one",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Adds one to x.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call_args = LB_ARRAY(args),
    .call = LB_CALL(call),
};
