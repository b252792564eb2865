/* SPDX-License-Identifier: MIT */
/* A block that writes down in which iteration of the innermost loop it was called. */
#include "append.h"

static const struct lb_arg args[] = {{"i", "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    (void)self, (void)components;
    char rest[32];
    snprintf(rest, sizeof rest, "%lld", (long long)i);
    return append(state, rest);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "append-i",
    .version = "1.0.0",
    .description = "Appends its tag and i to trace.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .call_args = LB_ARRAY(args),
    .prepare = prepare,
    .call = LB_CALL(call),
};
