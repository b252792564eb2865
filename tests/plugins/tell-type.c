/* SPDX-License-Identifier: MIT */
/* A block that takes a value of any type and says which it is. */
#include <loopblocks/loopblocks.h>

enum { VALUE, TYPE, RANK, COUNT };

static const struct lb_input inputs[] = {{.slot = VALUE, .name = "value", .type = "any"}};
static const struct lb_output outputs[] = {
    {.slot = TYPE, .name = "type_code", .type = "u32"},
    {.slot = RANK, .name = "rank", .type = "i32"},
    {.slot = COUNT, .name = "element_count", .type = "i64"},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_u32(state, TYPE) = state->slots[VALUE]->type;
    *lb_i32(state, RANK) = lb_tensor_of(state, VALUE)->ndim;
    *lb_i64(state, COUNT) = lb_count(state, VALUE);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "tell-type",
    .version = "1.0.0",
    .description = "Says what type its input has.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
