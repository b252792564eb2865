/* SPDX-License-Identifier: MIT */
/* A block that copies a text and says it aloud; its output has the capacity that every text has. */
#include <loopblocks/loopblocks.h>

enum { TEXT, ECHOED };

static const struct lb_input inputs[] = {{.slot = TEXT, .name = "text", .type = "str", .required = 1}};
static const struct lb_output outputs[] = {{.slot = ECHOED, .name = "echoed", .type = "str"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    lb_log(state, LB_LOG_WARNING, "text of %lld bytes: %s", (long long)lb_count(state, TEXT), lb_str(state, TEXT));
    return lb_set_text(state, ECHOED, lb_str(state, TEXT));
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "echo",
    .version = "1.0.0",
    .description = "Copies a text.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
