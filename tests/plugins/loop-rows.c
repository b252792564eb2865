/* SPDX-License-Identifier: MIT */
/* A wrapper that passes another argument than loop-for does, and reports no progress. */
#include <loopblocks/loopblocks.h>

struct loop_args {
    int64_t row;
};

enum { ROWS };

static const struct lb_input inputs[] = {{.slot = ROWS, .name = "rows", .type = "i64", .required = 1}};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, row, "i64")};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    for (args->row = lb_loop_first(state); args->row < *lb_i64(state, ROWS); args->row++) {
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status;
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "loop-rows",
    .version = "1.0.0",
    .description = "Runs its blocks rows times; passes row.",
    .inputs = LB_ARRAY(inputs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
