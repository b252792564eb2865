/* SPDX-License-Identifier: MIT */
/* After the denoiser: it knows when a scheduler's step needs noise, who draws it, and that the step index moves on. */
#include <loopblocks/loopblocks.h>

#include <math.h>
#include <string.h>

enum { NOISE_PRED, LATENTS, TIMESTEPS, SIGMAS, STEP_INDEX, BEGIN_INDEX, NUM_INFERENCE_STEPS, ETA, NOISE, PREVIOUS_LATENTS };
enum { SCHEDULER, GENERATOR };

static const struct lb_input inputs[] = {
    {.slot = NOISE_PRED,
     .name = "noise_pred",
     .type = "f32[B,O,H,W]",
     .required = 1,
     .description = "The denoiser's prediction, of whatever type the scheduler is configured for; of as many channels as the "
                    "latents, or twice as many where the model predicts the variance too."},
    {.slot = LATENTS,
     .name = "latents",
     .type = "f32[B,C,H,W]",
     .required = 1,
     .description = "The noisy samples at the current timestep."},
    {.slot = TIMESTEPS, .name = "timesteps", .type = "f64[N]", .required = 1, .description = "The schedule's timesteps."},
    {.slot = SIGMAS,
     .name = "sigmas",
     .type = "f64[S]",
     .description = "The schedule's noise levels; unset or empty for schedulers that have none."},
    {.slot = STEP_INDEX,
     .name = "step_index",
     .type = "i64",
     .required = 1,
     .description = "The index of the current timestep.",
     .range = "[0, null]"},
    {.slot = BEGIN_INDEX,
     .name = "begin_index",
     .type = "i64",
     .description = "The index of the first timestep that is visited.",
     .default_value = "0",
     .range = "[0, null]"},
    {.slot = NUM_INFERENCE_STEPS,
     .name = "num_inference_steps",
     .type = "i64",
     .required = 1,
     .description = "How many denoising steps the schedule was made for.",
     .range = "[1, null]"},
    {.slot = ETA,
     .name = "eta",
     .type = "f64",
     .description = "How much fresh noise DDIM adds: from 0, none, to 1, as much as DDPM. Of no effect on other schedulers.",
     .default_value = "0.0",
     .range = "[0, 1]"},
};
static const struct lb_output outputs[] = {
    {.slot = LATENTS, .name = "latents", .type = "f32[B,C,H,W]", .description = "The samples at the next timestep."},
    {.slot = STEP_INDEX, .name = "step_index", .type = "i64", .description = "The index of the next timestep."},
};
static const struct lb_state_slot states[] = {
    {.slot = NOISE,
     .flags = LB_STATE_SCRATCH,
     .name = "noise",
     .type = "f32[B,C,H,W]",
     .description = "The noise of this step."},
    {.slot = PREVIOUS_LATENTS,
     .flags = LB_STATE_SCRATCH,
     .name = "previous_latents",
     .type = "f32[P,C,H,W]",
     .description = "The result, for schedulers that cannot overwrite the samples; else empty."},
};
static const struct lb_component_use uses[] = {
    {.slot = SCHEDULER, .name = "scheduler", .interface_id = LB_SCHEDULER_ID, .required = 1, .description = "Takes the step."},
    {.slot = GENERATOR,
     .name = "generator",
     .interface_id = LB_RANDOM_ID,
     .description = "Draws the noise of schedulers that add some; others do without it."},
};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_tensor *latents = lb_tensor_of(state, LATENTS);
    int64_t shape[4];
    memcpy(shape, latents->shape, sizeof(shape));
    const int64_t batch_size = shape[0];
    const lb_status status = lb_set_shape(state, NOISE, 4, shape);
    if (status != LB_OK) return status;
    const uint32_t flags = lb_scheduler_of(lb_component_at(components, SCHEDULER))->flags;
    shape[0] = flags & LB_SCHEDULER_IN_PLACE ? 0 : batch_size;
    return lb_set_shape(state, PREVIOUS_LATENTS, 4, shape);
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *component = lb_component_at(components, SCHEDULER);
    const struct lb_scheduler *scheduler = lb_scheduler_of(component);
    const struct lb_schedule schedule = {
        .timesteps = lb_tensor_of(state, TIMESTEPS),
        .sigmas = lb_is_set(state, SIGMAS) && lb_count(state, SIGMAS) > 0 ? lb_tensor_of(state, SIGMAS) : NULL,
        .step = *lb_i64(state, STEP_INDEX),
        .begin = *lb_i64(state, BEGIN_INDEX),
        .steps = *lb_i64(state, NUM_INFERENCE_STEPS),
    };
    if (schedule.step < 0 || schedule.step >= lb_count(state, TIMESTEPS))
        return lb_fail(state, "step_index is %lld, but the schedule has %lld timesteps", (long long)schedule.step,
                       (long long)lb_count(state, TIMESTEPS));
    const struct lb_step_options options = {
        .struct_size = sizeof(options), .eta = *lb_f64(state, ETA), .s_tmax = INFINITY, .s_noise = 1.0};

    struct lb_tensor *noise = NULL;
    if (scheduler->draws(component->self, component->state, &schedule, &options) > 0) {
        const struct lb_component_ref *generator = lb_component_at(components, GENERATOR);
        if (!generator->methods)
            return lb_fail(state,
                           "the scheduler adds noise, and there is nothing to draw it with: name a component \"generator\"");
        noise = lb_tensor_of(state, NOISE);
        const lb_status status = lb_random_of(generator)->normal(generator->self, generator->state, noise);
        if (status != LB_OK) return status;
    }

    struct lb_tensor *latents = lb_tensor_of(state, LATENTS);
    const int in_place = (scheduler->flags & LB_SCHEDULER_IN_PLACE) != 0;
    struct lb_tensor *previous = in_place ? latents : lb_tensor_of(state, PREVIOUS_LATENTS);
    const lb_status status = scheduler->step(component->self, component->state, &schedule, &options,
                                             lb_tensor_of(state, NOISE_PRED), latents, noise, previous, NULL);
    if (status != LB_OK) return status;
    if (!in_place) memcpy(latents->data, previous->data, (size_t)lb_tensor_count(latents) * sizeof(float));
    *lb_i64(state, STEP_INDEX) += 1;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "scheduler-step",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Takes the scheduler's step from the current timestep to the next, and draws the noise for it.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .components = LB_ARRAY(uses),
    .prepare = prepare,
    .call = LB_CALL(call),
};
