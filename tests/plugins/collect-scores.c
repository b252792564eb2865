/* SPDX-License-Identifier: MIT */
/* A block that collects a group: it writes down its members and what they hold. */
#include <stdio.h>

#include <loopblocks/loopblocks.h>

enum { SCORES, MEMBERS };

static const struct lb_input inputs[] = {{.slot = SCORES, .type = "any", .group = "scores"}};
static const struct lb_output outputs[] = {{.slot = MEMBERS, .name = "members", .type = "str"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    char text[200] = "";
    size_t used = 0;
    for (uint32_t k = 0; k < lb_group_count(state, SCORES) && used < sizeof text; k++) {
        const struct lb_named *member = lb_group_at(state, SCORES, k);
        const int64_t *value = member->tensor->data;
        if (value)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s=%lld ", member->name, (long long)*value);
        else
            used += (size_t)snprintf(text + used, sizeof text - used, "%s unset ", member->name);
    }
    if (lb_group_at(state, SCORES, lb_group_count(state, SCORES))) return lb_fail(state, "there is one more than were counted");
    return lb_set_text(state, MEMBERS, text);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "collect-scores",
    .version = "1.0.0",
    .description = "Lists all scores.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
