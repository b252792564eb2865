/* SPDX-License-Identifier: MIT */
/* A block whose output has as many elements as an input says: only prepare can know its shape. */
#include <loopblocks/loopblocks.h>

enum { COUNT, VALUES };

static const struct lb_input inputs[] = {{.slot = COUNT, .name = "count", .type = "i64", .required = 1}};
static const struct lb_output outputs[] = {{.slot = VALUES, .name = "values", .type = "f32[N]"}};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return lb_set_shape(state, VALUES, 1, lb_i64(state, COUNT));
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    for (int64_t k = 0; k < lb_count(state, VALUES); k++) lb_f32(state, VALUES)[k] = (float)(k % 2 ? -k : k + 1);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "make-values",
    .version = "1.0.0",
    .description = "Makes 1, -1, 3, -3, 5, -5, ...",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .prepare = prepare,
    .call = LB_CALL(call),
};
