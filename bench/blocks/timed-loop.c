/* SPDX-License-Identifier: MIT */
/* A counting loop that measures itself: from its second step to its last, so that what only the first one does is left out. */
#include <loopblocks/loopblocks.h>

#include <time.h>

#include "timed-loop.h"

static const struct lb_input inputs[] = {
    {.slot = NUM_STEPS, .name = "num_steps", .type = "i64", .required = 1, .range = "[2, null]"},
};
static const struct lb_output outputs[] = {
    {.slot = NANOSECONDS, .name = "nanoseconds", .type = "i64", .description = "The time of num_steps - 1 steps."},
};
static const struct lb_pass passes[] = {LB_PASS(struct timed_loop_args, i, "i64"), LB_PASS(struct timed_loop_args, j, "i32")};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct timed_loop_args *args = lb_loop_args(state);
    const int64_t num_steps = *lb_i64(state, NUM_STEPS);
    int64_t begin = 0;
    for (args->i = 0; args->i < num_steps; args->i++) {
        if (args->i == 1) begin = now_ns();
        args->j = (int32_t)args->i;
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status;
    }
    *lb_i64(state, NANOSECONDS) = now_ns() - begin;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "timed-loop",
    .version = "1.0.0",
    .description = "Runs its blocks num_steps times and measures that; passes i and j, the iteration.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
