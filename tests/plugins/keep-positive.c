/* SPDX-License-Identifier: MIT */
/* A block that knows only in its call how long its output is: capacity in prepare, extent in call. */
#include <loopblocks/loopblocks.h>

enum { VALUES, KEPT };

static const struct lb_input inputs[] = {{.slot = VALUES, .name = "values", .type = "f32[N]", .required = 1}};
static const struct lb_output outputs[] = {{.slot = KEPT, .name = "kept", .type = "f32[K]"}};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return lb_set_capacity(state, KEPT, 1, &(const int64_t){lb_count(state, VALUES)});
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    int64_t kept = 0;
    for (int64_t k = 0; k < lb_count(state, VALUES); k++)
        if (lb_f32(state, VALUES)[k] > 0) lb_f32(state, KEPT)[kept++] = lb_f32(state, VALUES)[k];
    return lb_set_extent(state, KEPT, 0, kept);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "keep-positive",
    .version = "1.0.0",
    .description = "Keeps those of values that are positive.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .prepare = prepare,
    .call = LB_CALL(call),
};
