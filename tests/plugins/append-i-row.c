/* SPDX-License-Identifier: MIT */
/* A block that takes arguments of two loops, the inner one's first. */
#include "append.h"

static const struct lb_arg args[] = {{"i", "i64"}, {"row", "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i, int64_t row)
{
    (void)self, (void)components;
    char rest[64];
    snprintf(rest, sizeof rest, "%lld/%lld", (long long)i, (long long)row);
    return append(state, rest);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "append-i-row",
    .version = "1.0.0",
    .description = "Appends its tag, i and row to trace.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .call_args = LB_ARRAY(args),
    .prepare = prepare,
    .call = LB_CALL(call),
};
