/* SPDX-License-Identifier: MIT */
/* The start of a denoising pipeline: it knows how to ask a scheduler for its schedule and where that is kept. */
#include <loopblocks/loopblocks.h>

#include <math.h>

enum {
    NUM_INFERENCE_STEPS,
    STRENGTH,
    CUSTOM_TIMESTEPS,
    CUSTOM_SIGMAS,
    MU,
    TIMESTEPS,
    SIGMAS,
    INIT_NOISE_SIGMA,
    STEP_INDEX,
    BEGIN_INDEX
};
enum { SCHEDULER };

static const struct lb_input inputs[] = {
    {.slot = NUM_INFERENCE_STEPS,
     .name = "num_inference_steps",
     .type = "i64",
     .required = 1,
     .description = "How many denoising steps to take. More steps follow the model more exactly and take longer.",
     .range = "[1, null]"},
    {.slot = STRENGTH,
     .name = "strength",
     .type = "f64",
     .description = "How much of the schedule to use, above 0 and up to 1: below 1, only its last part, for latents that are "
                    "an image with noise added.",
     .default_value = "1.0",
     .range = "[0, 1]"},
    {.slot = CUSTOM_TIMESTEPS,
     .name = "custom_timesteps",
     .type = "f64[M]",
     .description = "Timesteps to use in place of the scheduler's own, from noisy to clean."},
    {.slot = CUSTOM_SIGMAS,
     .name = "custom_sigmas",
     .type = "f64[K]",
     .description = "Sigmas to use in place of the scheduler's own, from noisy to clean, without the last one."},
    {.slot = MU,
     .name = "mu",
     .type = "f64",
     .description = "How far to shift the schedule for the image's resolution, with schedulers that can."},
};
static const struct lb_output outputs[] = {
    {.slot = NUM_INFERENCE_STEPS,
     .name = "num_inference_steps",
     .type = "i64",
     .description = "As given; where timesteps or sigmas are given, their number."},
    {.slot = TIMESTEPS, .name = "timesteps", .type = "f64[N]", .description = "The timesteps to visit, from noisy to clean."},
    {.slot = SIGMAS,
     .name = "sigmas",
     .type = "f64[S]",
     .description = "The noise level at each timestep and at the end; empty for schedulers that have none."},
    {.slot = INIT_NOISE_SIGMA,
     .name = "init_noise_sigma",
     .type = "f64",
     .description = "The standard deviation that the scheduler expects of the initial noise."},
    {.slot = STEP_INDEX,
     .name = "step_index",
     .type = "i64",
     .description = "The index of the timestep to be visited next: at first, begin_index."},
    {.slot = BEGIN_INDEX,
     .name = "begin_index",
     .type = "i64",
     .description = "The index of the first timestep that is visited; more than 0 where strength is less than 1."},
};
static const struct lb_component_use uses[] = {
    {.slot = SCHEDULER,
     .name = "scheduler",
     .interface_id = LB_SCHEDULER_ID,
     .required = 1,
     .description = "Makes the schedule."},
};

static lb_status read_options(struct lb_state *state, struct lb_schedule_options *options)
{
    *options = (struct lb_schedule_options){
        .struct_size = sizeof(*options),
        .steps = *lb_i64(state, NUM_INFERENCE_STEPS),
        .strength = *lb_f64(state, STRENGTH),
        .mu = lb_is_set(state, MU) ? *lb_f64(state, MU) : NAN,
    };
    if (!(options->strength > 0.0 && options->strength <= 1.0))
        return lb_fail(state, "strength is %g; expected more than 0 and at most 1", options->strength);
    const int has_timesteps = lb_is_set(state, CUSTOM_TIMESTEPS);
    const int has_sigmas = lb_is_set(state, CUSTOM_SIGMAS);
    if (has_timesteps && has_sigmas)
        return lb_fail(state, "custom_timesteps and custom_sigmas are both given; a schedule is made from one of them");
    if (has_timesteps || has_sigmas) {
        const uint32_t slot = has_timesteps ? CUSTOM_TIMESTEPS : CUSTOM_SIGMAS;
        *(has_timesteps ? &options->timesteps : &options->sigmas) = lb_tensor_of(state, slot);
        options->steps = lb_count(state, slot);
    }
    if (options->steps < 1)
        return lb_fail(state, "a schedule of %lld steps cannot be made; give at least one", (long long)options->steps);
    return LB_OK;
}

/* The first index of the part that strength leaves, as image-to-image pipelines have it: whole steps, rounded down. */
static int64_t find_begin(const struct lb_schedule_options *options, int32_t order)
{
    const int64_t used = (int64_t)((double)options->steps * options->strength);
    return (options->steps - used) * (order > 1 ? order : 1);
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *component = lb_component_at(components, SCHEDULER);
    const struct lb_scheduler *scheduler = lb_scheduler_of(component);
    struct lb_schedule_options options;
    lb_status status = read_options(state, &options);
    if (status != LB_OK) return status;
    int64_t timestep_count = 0;
    status = scheduler->count(component->self, component->state, &options, &timestep_count);
    if (status != LB_OK) return status;
    const int64_t sigma_count = scheduler->flags & LB_SCHEDULER_SIGMAS ? timestep_count + 1 : 0;
    status = lb_set_shape(state, TIMESTEPS, 1, &timestep_count);
    if (status != LB_OK) return status;
    return lb_set_shape(state, SIGMAS, 1, &sigma_count);
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *component = lb_component_at(components, SCHEDULER);
    const struct lb_scheduler *scheduler = lb_scheduler_of(component);
    struct lb_schedule_options options;
    lb_status status = read_options(state, &options);
    if (status != LB_OK) return status;
    struct lb_tensor *timesteps = lb_tensor_of(state, TIMESTEPS);
    struct lb_tensor *sigmas = scheduler->flags & LB_SCHEDULER_SIGMAS ? lb_tensor_of(state, SIGMAS) : NULL;
    status = scheduler->set_timesteps(component->self, component->state, &options, timesteps, sigmas,
                                      lb_f64(state, INIT_NOISE_SIGMA));
    if (status != LB_OK) return status;
    const int64_t begin = find_begin(&options, scheduler->order);
    if (begin >= lb_tensor_count(timesteps))
        return lb_fail(state, "strength %g leaves nothing of %lld steps", options.strength, (long long)options.steps);
    *lb_i64(state, NUM_INFERENCE_STEPS) = options.steps;
    *lb_i64(state, STEP_INDEX) = begin;
    *lb_i64(state, BEGIN_INDEX) = begin;
    const struct lb_schedule schedule = {
        .timesteps = timesteps, .sigmas = sigmas, .step = begin, .begin = begin, .steps = options.steps};
    return scheduler->begin(component->self, component->state, &schedule);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "set-timesteps",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Makes the scheduler's timesteps and sigmas, and starts it.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .components = LB_ARRAY(uses),
    .prepare = prepare,
    .call = LB_CALL(call),
};
