/* SPDX-License-Identifier: MIT */
/* A scheduler with all that those bundled lack: order 2, sigmas, a scaled input, steps that cannot be taken in place. */
#include <loopblocks/loopblocks.h>

enum { BEGUN };

/* Where the schedule was last begun, plus 1. */
static const struct lb_state_slot states[] = {{.slot = BEGUN, .name = "begun", .type = "i64[1]"}};

static lb_status count(const void *self, struct lb_state *state, const struct lb_schedule_options *options, int64_t *n)
{
    (void)self, (void)state;
    *n = options->timesteps || options->sigmas ? options->steps : 2 * options->steps;
    return LB_OK;
}

/* Timesteps and sigmas count down to 1 and 0. Given sigmas stand for half of their timesteps. */
static lb_status set_timesteps(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                               struct lb_tensor *timesteps, struct lb_tensor *sigmas, double *init_noise_sigma)
{
    (void)self, (void)state;
    const int64_t n = timesteps->shape[0];
    double *t = timesteps->data, *sigma = sigmas->data;
    for (int64_t i = 0; i < n; i++) {
        t[i] = (double)(n - i);
        if (options->timesteps) t[i] = ((const double *)options->timesteps->data)[i];
        if (options->sigmas) t[i] = 2 * ((const double *)options->sigmas->data)[i];
        sigma[i] = t[i] / 2;
    }
    sigma[n] = 0;
    *init_noise_sigma = 3;
    return LB_OK;
}

static lb_status begin(const void *self, struct lb_state *state, const struct lb_schedule *schedule)
{
    (void)self;
    *lb_i64(state, BEGUN) = schedule->begin + 1;
    return LB_OK;
}

static lb_status scale_model_input(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                   const struct lb_tensor *sample, struct lb_tensor *out)
{
    (void)self;
    if (!schedule->sigmas) return lb_fail(state, "there are no sigmas");
    const float sigma = (float)((const double *)schedule->sigmas->data)[schedule->step];
    for (int64_t i = 0; i < lb_tensor_count(sample); i++) ((float *)out->data)[i] = ((const float *)sample->data)[i] * sigma;
    return LB_OK;
}

static int32_t draws(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                     const struct lb_step_options *options)
{
    (void)self, (void)state, (void)schedule;
    return options->eta > 0;
}

/* prev_sample = sample - (step + 1) * model_output + eta * noise */
static lb_status step(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                      const struct lb_step_options *options, const struct lb_tensor *model_output,
                      const struct lb_tensor *sample, const struct lb_tensor *noise, struct lb_tensor *prev_sample,
                      struct lb_tensor *pred_original_sample)
{
    (void)self, (void)pred_original_sample;
    if (!schedule->sigmas) return lb_fail(state, "there are no sigmas");
    if (prev_sample->data == sample->data) return lb_fail(state, "the sample is to be overwritten");
    if ((noise != NULL) != (options->eta > 0)) return lb_fail(state, "noise does not go with eta");
    for (int64_t i = 0; i < lb_tensor_count(sample); i++) {
        float *previous = (float *)prev_sample->data + i;
        *previous = ((const float *)sample->data)[i] - (float)(schedule->step + 1) * ((const float *)model_output->data)[i];
        if (noise) *previous += (float)options->eta * ((const float *)noise->data)[i];
    }
    return LB_OK;
}

static lb_status add_noise(const void *self, struct lb_state *state, const struct lb_schedule *schedule, int64_t index,
                           const struct lb_tensor *original, const struct lb_tensor *noise, struct lb_tensor *out)
{
    (void)self, (void)schedule, (void)index, (void)original, (void)noise, (void)out;
    return lb_fail(state, "nobody asks for this");
}

static const struct lb_scheduler methods = {
    .struct_size = sizeof methods,
    .flags = LB_SCHEDULER_SCALES_INPUT | LB_SCHEDULER_SIGMAS,
    .order = 2,
    .count = count,
    .set_timesteps = set_timesteps,
    .begin = begin,
    .scale_model_input = scale_model_input,
    .draws = draws,
    .step = step,
    .add_noise = add_noise,
};
static const struct lb_provide provides[] = {{LB_SCHEDULER_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,        .name = "order-two",
    .version = "1.0.0",         .description = "Takes two timesteps a step.",
    .states = LB_ARRAY(states), .provides = LB_ARRAY(provides),
};
