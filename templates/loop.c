/* SPDX-License-Identifier: MIT */
/* plugin-name: a loop that counts, to be changed into what you need. The SDK's headers document everything that is used here. */
#include <loopblocks/loopblocks.h>

/* The loop arguments: any block within the loop may take them, by their names, as parameters of its call. */
struct loop_args {
    int64_t i;
    double fraction;
};
static const struct lb_pass passes[] = {
    LB_PASS(struct loop_args, i, "i64"),
    LB_PASS(struct loop_args, fraction, "f64"),
};

/* Numbers by which the code reaches values. */
enum { NUM_STEPS, STEPS_DONE };

static const struct lb_input inputs[] = {
    {.slot = NUM_STEPS,
     .name = "num_steps",
     .type = "i64",
     .required = 1,
     .description = "How many times the blocks are run.",
     .range = "[0, null]"},
};
static const struct lb_output outputs[] = {
    {.slot = STEPS_DONE, .name = "steps_done", .type = "i64", .description = "How many times they were."},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    const int64_t num_steps = *lb_i64(state, NUM_STEPS);
    /* Not 0: another version of this loop, or an earlier process, may have done some already. */
    const int64_t first = lb_loop_first(state);
    *lb_i64(state, STEPS_DONE) = first;
    lb_loop_progress(state, first, num_steps);
    for (args->i = first; args->i < num_steps; args->i++) {
        args->fraction = (double)args->i / (double)num_steps;
        const lb_status status = lb_loop_step(state);
        /* Unchanged and at once. With LB_HANDOVER, say, another version goes on from here; the host knows what each means. */
        if (status != LB_OK) return status;
        *lb_i64(state, STEPS_DONE) = args->i + 1;
        lb_loop_progress(state, args->i + 1, num_steps);
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Runs its blocks num_steps times; passes i, counted from 0, and fraction, how much of the loop is done.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
