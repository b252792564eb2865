/* SPDX-License-Identifier: MIT */
/* The denoising loop: it knows how to walk a schedule's timesteps, and which iterations complete an inference step. */
#include <loopblocks/loopblocks.h>

struct loop_args {
    int64_t i;
    double t;
};

enum { TIMESTEPS, NUM_INFERENCE_STEPS, BEGIN_INDEX };
enum { SCHEDULER };

static const struct lb_input inputs[] = {
    {.slot = TIMESTEPS,
     .name = "timesteps",
     .type = "f64[N]",
     .required = 1,
     .description = "The timesteps to visit, from noisy to clean; the loop's blocks are run once for each."},
    {.slot = NUM_INFERENCE_STEPS,
     .name = "num_inference_steps",
     .type = "i64",
     .required = 1,
     .description = "How many denoising steps the schedule was made for; progress is counted in them.",
     .range = "[1, null]"},
    {.slot = BEGIN_INDEX,
     .name = "begin_index",
     .type = "i64",
     .description = "The index of the first timestep to visit.",
     .default_value = "0",
     .range = "[0, null]"},
};
static const struct lb_component_use uses[] = {
    {.slot = SCHEDULER,
     .name = "scheduler",
     .interface_id = LB_SCHEDULER_ID,
     .description = "Asked only for its order: how many timesteps make one inference step. Without it, one."},
};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64"), LB_PASS(struct loop_args, t, "f64")};

/* Whether iteration i completes an inference step: timesteps in front of the regular ones only warm the scheduler up. */
static int completes_step(int64_t i, int64_t timestep_count, int64_t num_inference_steps, int64_t order)
{
    if (i == timestep_count - 1) return 1;
    /* i + 1 > timestep_count - num_inference_steps * order, written so that no product can overflow. */
    return (i + 1) % order == 0 && (timestep_count - (i + 1)) / order < num_inference_steps;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *scheduler = lb_component_at(components, SCHEDULER);
    const int64_t order = scheduler->methods && lb_scheduler_of(scheduler)->order > 1 ? lb_scheduler_of(scheduler)->order : 1;
    const int64_t steps = *lb_i64(state, NUM_INFERENCE_STEPS);
    const int64_t begin = *lb_i64(state, BEGIN_INDEX);
    if (begin < 0 || begin > lb_dim(state, TIMESTEPS, 0))
        return lb_fail(state, "begin_index is %lld, but the schedule has %lld timesteps", (long long)begin,
                       (long long)lb_dim(state, TIMESTEPS, 0));
    const int64_t timestep_count = lb_dim(state, TIMESTEPS, 0) - begin;
    const int64_t first = lb_loop_first(state);
    int64_t done = 0;
    int64_t total = 0;
    for (int64_t i = 0; i < timestep_count; i++) {
        if (i == first) done = total;
        total += completes_step(i, timestep_count, steps, order);
    }

    struct loop_args *args = lb_loop_args(state);
    lb_loop_progress(state, done, total);
    for (args->i = first; args->i < timestep_count; args->i++) {
        args->t = lb_f64(state, TIMESTEPS)[begin + args->i];
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status;
        done += completes_step(args->i, timestep_count, steps, order);
        lb_loop_progress(state, done, total);
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "loop-denoise",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Runs its blocks once for each timestep of a schedule; passes i, the iteration, and t, the timestep.",
    .inputs = LB_ARRAY(inputs),
    .components = LB_ARRAY(uses),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
