/* SPDX-License-Identifier: MIT */
/* Before the denoiser: it knows which slots make up the schedule that a scheduler scales the model's input by. */
#include <loopblocks/loopblocks.h>

enum { LATENTS, TIMESTEPS, SIGMAS, STEP_INDEX, BEGIN_INDEX, NUM_INFERENCE_STEPS, SCALED_LATENTS };
enum { SCHEDULER };

static const struct lb_input inputs[] = {
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
};
static const struct lb_output outputs[] = {
    {.slot = SCALED_LATENTS,
     .name = "scaled_latents",
     .type = "f32[B,C,H,W]",
     .description = "The samples as the denoiser takes them."},
};
static const struct lb_component_use uses[] = {
    {.slot = SCHEDULER,
     .name = "scheduler",
     .interface_id = LB_SCHEDULER_ID,
     .required = 1,
     .description = "Scales the samples."},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *scheduler = lb_component_at(components, SCHEDULER);
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
    return lb_scheduler_of(scheduler)->scale_model_input(scheduler->self, scheduler->state, &schedule,
                                                         lb_tensor_of(state, LATENTS), lb_tensor_of(state, SCALED_LATENTS));
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "scale-model-input",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Scales the latents to what the denoiser takes at the current timestep.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .components = LB_ARRAY(uses),
    .call = LB_CALL(call),
};
