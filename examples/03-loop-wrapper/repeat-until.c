/* SPDX-License-Identifier: MIT */
/* A loop wrapper: it decides how often the blocks within it run, here until one of them says that all is done. */
#include <loopblocks/loopblocks.h>

/* The loop arguments. Each may be taken by the blocks, by its name, as a parameter of their call. */
struct loop_args {
    int64_t i;
};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64")};

enum { DONE, MAX_STEPS, STEPS };
static const struct lb_input inputs[] = {
    {.slot = DONE,
     .name = "done",
     .type = "bool",
     .description = "Whether to end; set by a block of the loop.",
     .default_value = "false"},
    {.slot = MAX_STEPS,
     .name = "max_steps",
     .type = "i64",
     .description = "After how many iterations to give up.",
     .default_value = "100",
     .range = "[1, null]"},
};
static const struct lb_output outputs[] = {
    {.slot = STEPS, .name = "steps", .type = "i64", .description = "How many iterations it took."},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    const int64_t max_steps = *lb_i64(state, MAX_STEPS);
    for (args->i = lb_loop_first(state); args->i < max_steps; args->i++) {
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status; /* unchanged and at once: the host knows what it means */
        *lb_i64(state, STEPS) = args->i + 1;
        if (*lb_bool(state, DONE)) return LB_OK;
    }
    return lb_fail(state, "not done after %lld steps", (long long)max_steps);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "repeat-until",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Runs its blocks until done is true; passes i, the iteration, counted from 0.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
