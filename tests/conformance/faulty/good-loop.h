/* SPDX-License-Identifier: MIT */
/*
 * A loop wrapper without a fault: it counts to num_steps. A faulty one defines what is to be different, and includes this: EXTRA_INPUTS,
 * EXTRA_OUTPUTS, PASSES, MEMBERS as in good.h; CALL_BODY, which runs first; FIRST, STEP, AFTER_STEP, the parts of the loop.
 */
#include <loopblocks/loopblocks.h>

enum { NUM_STEPS, STEPS_DONE, FREE_SLOT };

struct loop_args {
    int64_t i;
    double fraction;
};

#ifndef PASSES
#define PASSES LB_PASS(struct loop_args, i, "i64"), LB_PASS(struct loop_args, fraction, "f64"),
#endif
#ifndef EXTRA_INPUTS
#define EXTRA_INPUTS
#endif
#ifndef EXTRA_OUTPUTS
#define EXTRA_OUTPUTS
#endif
#ifndef CALL_BODY
#define CALL_BODY
#endif
#ifndef FIRST
#define FIRST lb_loop_first(state)
#endif
#ifndef STEP
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status != LB_OK) return status;
#endif
#ifndef AFTER_STEP
#define AFTER_STEP
#endif
#ifndef MEMBERS
#define MEMBERS
#endif

static const struct lb_pass passes[] = {PASSES};
static const struct lb_input inputs[] = {
    {.slot = NUM_STEPS, .name = "num_steps", .type = "i64", .required = 1, .description = "How many.", .range = "[0, null]"},
    EXTRA_INPUTS};
static const struct lb_output outputs[] = {
    {.slot = STEPS_DONE, .name = "steps_done", .type = "i64", .description = "How many there were."}, EXTRA_OUTPUTS};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    const int64_t num_steps = *lb_i64(state, NUM_STEPS);
    *lb_i64(state, STEPS_DONE) = lb_loop_first(state);
    CALL_BODY
    for (args->i = FIRST; args->i < num_steps; args->i++) {
        args->fraction = (double)args->i / (double)num_steps;
        STEP *lb_i64(state, STEPS_DONE) = args->i + 1;
        AFTER_STEP
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {LB_LOOP_HEADER,
                                            .name = NAME,
                                            .version = "1.0.0",
                                            .licence = "MIT",
                                            .description = "Runs its blocks num_steps times.",
                                            .inputs = LB_ARRAY(inputs),
                                            .intermediate_outputs = LB_ARRAY(outputs),
                                            .passes = LB_ARRAY(passes),
                                            .call = LB_CALL(call),
                                            MEMBERS};
