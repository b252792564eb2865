/* SPDX-License-Identifier: MIT */
/* Ends its loop after so many iterations. */
#include <loopblocks/loopblocks.h>

enum { COUNT };

static const struct lb_config configs[] = {
    {.slot = COUNT, .flags = LB_CONFIG_REQUIRED, .name = "count", .type = "i64", .description = "Iterations."}};
static const struct lb_arg args[] = {{"i", "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    (void)self, (void)components;
    return i + 1 >= *lb_i64(state->configs, COUNT) ? LB_STOP : LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = "stop-after",
                                            .version = "1.0.0",
                                            .description = "Ends its loop after so many iterations.",
                                            .configs = LB_ARRAY(configs),
                                            .call_args = LB_ARRAY(args),
                                            .call = LB_CALL(call)};
