/* SPDX-License-Identifier: MIT */
/* A loop wrapper in versions, each of which includes this with a TURNS_VERSION and a BY; it may fail where FAULTS says so. */
#include <loopblocks/loopblocks.h>

#include "faults.h"

struct loop_args {
    int64_t i;
};

enum { NUM_STEPS, TURNED, ENTERED, EVER, ENTRIES, SUM };

static const struct lb_input inputs[] = {
    {.slot = NUM_STEPS, .name = "num_steps", .type = "i64", .required = 1},
    {.slot = TURNED, .name = "turned", .type = "i64", .default_value = "0", .description = "What all turns add up to."}};
static const struct lb_output outputs[] = {
    {.slot = TURNED, .name = "turned", .type = "i64"},
    {.slot = ENTERED, .name = "entered", .type = "i64", .description = "How often."},
    {.slot = EVER, .name = "ever", .type = "i64", .description = "All turns of all runs."}};
static const struct lb_state_slot states[] = {{.slot = ENTRIES, .name = "entries", .type = "i64"},
                                              {.slot = SUM, .name = "sum", .type = "i64"}};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64")};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    *lb_i64(state, ENTERED) = *lb_i64(state, ENTRIES) += 1;
    lb_status status = fault(state->host, state->context, "enter");
    lb_loop_progress(state, lb_loop_first(state), *lb_i64(state, NUM_STEPS));
    for (args->i = lb_loop_first(state); status == LB_OK && args->i < *lb_i64(state, NUM_STEPS); args->i++) {
        status = lb_loop_step(state);
        if (status != LB_OK) return status;
        *lb_i64(state, TURNED) += BY;
        *lb_i64(state, EVER) = *lb_i64(state, SUM) += BY;
        lb_loop_progress(state, args->i + 1, *lb_i64(state, NUM_STEPS));
        status = fault(state->host, state->context, "turn");
    }
    return status;
}

LB_EXPORT const struct lb_block lb_block = {LB_LOOP_HEADER,
                                            .name = "turns",
                                            .version = TURNS_VERSION,
                                            .description = "Runs its blocks num_steps times, and counts.",
                                            .inputs = LB_ARRAY(inputs),
                                            .intermediate_outputs = LB_ARRAY(outputs),
                                            .states = LB_ARRAY(states),
                                            .passes = LB_ARRAY(passes),
                                            .call = LB_CALL(call)};
