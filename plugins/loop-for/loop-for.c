/* SPDX-License-Identifier: MIT */
/* The counting loop: it knows how to run its blocks a given number of times. */
#include <loopblocks/loopblocks.h>

struct loop_args {
    int64_t i;
};

enum { NUM_STEPS };

static const struct lb_input inputs[] = {
    {.slot = NUM_STEPS,
     .name = "num_steps",
     .type = "i64",
     .required = 1,
     .description = "How many times the loop's blocks are run.",
     .range = "[0, null]"},
};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64")};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    const int64_t num_steps = *lb_i64(state, NUM_STEPS);
    lb_loop_progress(state, lb_loop_first(state), num_steps);
    for (args->i = lb_loop_first(state); args->i < num_steps; args->i++) {
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status;
        lb_loop_progress(state, args->i + 1, num_steps);
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "loop-for",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Runs its blocks num_steps times; passes i, the iteration, counted from 0.",
    .inputs = LB_ARRAY(inputs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
