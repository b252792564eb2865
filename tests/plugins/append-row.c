/* SPDX-License-Identifier: MIT */
/* A block that writes down which row it was called for: a loop argument of the type of i, but another. */
#include "append.h"

static const struct lb_arg args[] = {{"row", "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t row)
{
    (void)self, (void)components;
    char rest[32];
    snprintf(rest, sizeof rest, "%lld", (long long)row);
    return append(state, rest);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "append-row",
    .version = "1.0.0",
    .description = "Appends its tag and row to trace.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .call_args = LB_ARRAY(args),
    .prepare = prepare,
    .call = LB_CALL(call),
};
