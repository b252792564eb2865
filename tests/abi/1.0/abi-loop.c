/* SPDX-License-Identifier: MIT */
/* A loop wrapper as of this minor: passes two arguments, marks each iteration, says how far it is. */
#include <loopblocks/loopblocks.h>

struct loop_args {
    int64_t i;
    double t;
};

enum { NUM_STEPS, MARK, ENTRIES };

static const struct lb_input inputs[] = {
    {.slot = NUM_STEPS, .name = "num_steps", .type = "i64", .description = "Iterations.", .default_value = "1"}};
static const struct lb_output outputs[] = {
    {.slot = MARK, .name = "mark", .type = "f64", .description = "100 times i.", .unit = "1"}};
static const struct lb_state_slot states[] = {{.slot = ENTRIES, .name = "entries", .type = "i64"}};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64"),
                                        {.name = "t",
                                         .type = "f64",
                                         .offset = offsetof(struct loop_args, t),
                                         .size = sizeof(double),
                                         .struct_size = sizeof(struct loop_args),
                                         .reserved = 0,
                                         .description = "A tenth of i."}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    const int64_t steps = *lb_i64(state, NUM_STEPS);
    ++*lb_i64(state, ENTRIES);
    for (args->i = lb_loop_first(state); args->i < steps; args->i++) {
        args->t = (double)args->i / 10;
        *lb_f64(state, MARK) = 100 * (double)args->i;
        lb_loop_progress(state, args->i, steps);
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status;
    }
    lb_loop_progress(state, steps, steps);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "abi-loop",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Runs its blocks num_steps times.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
