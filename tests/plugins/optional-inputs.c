/* SPDX-License-Identifier: MIT */
/* A block whose inputs may be absent: it says which are set, and what those that are not read as. */
#include <loopblocks/loopblocks.h>

enum { FIRST, SECOND, WORDS, LIST, SET };

static const struct lb_input inputs[] = {
    {.slot = FIRST, .name = "first", .type = "i64"},
    {.slot = SECOND, .name = "second", .type = "i64"},
    {.slot = WORDS, .name = "words", .type = "str"},
    {.slot = LIST, .name = "list", .type = "f32[N]"},
};
static const struct lb_output outputs[] = {{.slot = SET, .name = "set_mask", .type = "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    int64_t mask = 0;
    for (uint32_t slot = FIRST; slot <= LIST; slot++) mask |= (int64_t)lb_is_set(state, slot) << slot;
    if (!lb_is_set(state, FIRST) && *lb_i64(state, FIRST) != 0) return lb_fail(state, "expected 0 where first is not set");
    if (!lb_is_set(state, WORDS) && *lb_str(state, WORDS)) return lb_fail(state, "expected no text where words is not set");
    if (!lb_is_set(state, LIST) && lb_f32(state, LIST)) return lb_fail(state, "expected null where list is not set");
    *lb_i64(state, SET) = mask;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "optional-inputs",
    .version = "1.0.0",
    .description = "Says which of its inputs are set.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
