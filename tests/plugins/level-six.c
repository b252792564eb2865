/* SPDX-License-Identifier: MIT */
/* A block that declares 6 as the default of a value that another block gives another default. */
#include <loopblocks/loopblocks.h>

enum { LEVEL, SEEN };

static const struct lb_input inputs[] = {
    {.slot = LEVEL, .name = "level", .type = "i64", .default_value = "6", .choices = "[5, 6, 7]"}};
static const struct lb_output outputs[] = {{.slot = SEEN, .name = "seen_six", .type = "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, SEEN) = *lb_i64(state, LEVEL);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "level-six",
    .version = "1.0.0",
    .description = "Reads level, 6 if nobody gives it.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
