/* SPDX-License-Identifier: MIT */
/* A block that writes down that it was called. */
#include "append.h"

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return append(state, "");
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "append",
    .version = "1.0.0",
    .description = "Appends its tag to trace.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .prepare = prepare,
    .call = LB_CALL(call),
};
