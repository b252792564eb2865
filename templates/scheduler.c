/* SPDX-License-Identifier: MIT */
/* plugin-name: Euler's method for models that predict the noise; to be changed into a scheduler of yours. See scheduler.h. */
#include <loopblocks/loopblocks.h>

#include <math.h>
#include <stdlib.h>

/* Configs. */
enum { NUM_TRAIN_TIMESTEPS, BETA_START, BETA_END };

/* What follows from the configs, and nothing else: it must be possible to throw it away and make it again. */
struct plugin_name_self {
    int64_t timestep_count;
    double sigma[]; /* the noise's standard deviation at each timestep, where the image's is 1 */
};

static lb_status create(const struct lb_info *info, void **self)
{
    const int64_t count = *lb_i64(info->configs, NUM_TRAIN_TIMESTEPS);
    const double start = *lb_f64(info->configs, BETA_START), end = *lb_f64(info->configs, BETA_END);
    struct plugin_name_self *made = malloc(sizeof *made + (size_t)count * sizeof made->sigma[0]);
    if (!made) return LB_NO_MEMORY;
    made->timestep_count = count;
    double alpha_bar = 1;
    for (int64_t t = 0; t < count; t++) {
        alpha_bar *= 1 - (start + (end - start) * (double)t / (double)(count > 1 ? count - 1 : 1));
        made->sigma[t] = sqrt((1 - alpha_bar) / alpha_bar);
    }
    *self = made;
    return LB_OK;
}

static void destroy(void *self)
{
    free(self);
}

static lb_status count(const void *self, struct lb_state *state, const struct lb_schedule_options *options, int64_t *n)
{
    const struct plugin_name_self *settings = self;
    if (options->timesteps || options->sigmas) return lb_fail(state, "this scheduler takes no timesteps or sigmas from others");
    if (options->steps < 1 || options->steps > settings->timestep_count)
        return lb_fail(state, "%lld steps; expected 1 to %lld", (long long)options->steps, (long long)settings->timestep_count);
    *n = options->steps;
    return LB_OK;
}

/* From the last timestep down in equal steps ("trailing": Lin et al. 2024, table 2). The last sigma is 0: no noise is left. */
static lb_status set_timesteps(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                               struct lb_tensor *timesteps, struct lb_tensor *sigmas, double *init_noise_sigma)
{
    const struct plugin_name_self *settings = self;
    int64_t n = 0;
    const lb_status status = count(self, state, options, &n);
    if (status != LB_OK) return status;
    double *t = timesteps->data, *sigma = sigmas->data;
    for (int64_t k = 0; k < n; k++) {
        const int64_t index = llround((double)settings->timestep_count * (double)(n - k) / (double)n) - 1;
        t[k] = (double)index;
        sigma[k] = settings->sigma[index];
    }
    sigma[n] = 0;
    *init_noise_sigma = sigma[0];
    return LB_OK;
}

/* The schedule may be another scheduler's: one can take over from the other while the loop runs. */
static lb_status check_schedule(struct lb_state *state, const struct lb_schedule *schedule)
{
    if (schedule->sigmas && lb_tensor_count(schedule->sigmas) > schedule->step + 1) return LB_OK;
    return lb_fail(state, "the schedule has no sigma for step %lld: it is another scheduler's", (long long)schedule->step);
}

/* A method that remembers earlier steps declares states, and forgets them here. */
static lb_status begin(const void *self, struct lb_state *state, const struct lb_schedule *schedule)
{
    (void)self;
    return check_schedule(state, schedule);
}

/* The model was trained on samples of variance 1. */
static lb_status scale_model_input(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                   const struct lb_tensor *sample, struct lb_tensor *out)
{
    (void)self;
    const lb_status status = check_schedule(state, schedule);
    if (status != LB_OK) return status;
    const double sigma = ((const double *)schedule->sigmas->data)[schedule->step];
    const float factor = (float)(1 / sqrt(sigma * sigma + 1));
    const float *x = sample->data;
    float *scaled = out->data;
    const int64_t n = lb_tensor_count(sample);
    for (int64_t k = 0; k < n; k++) scaled[k] = factor * x[k];
    return LB_OK;
}

/* How many noises the step wants: none. */
static int32_t draws(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                     const struct lb_step_options *options)
{
    (void)self, (void)state, (void)schedule, (void)options;
    return 0;
}

/* Karras et al. 2022, algorithm 1 without its correction: dx/dsigma is the noise. */
static lb_status step(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                      const struct lb_step_options *options, const struct lb_tensor *model_output,
                      const struct lb_tensor *sample, const struct lb_tensor *noise, struct lb_tensor *prev_sample,
                      struct lb_tensor *pred_original_sample)
{
    (void)self, (void)options, (void)noise;
    const lb_status status = check_schedule(state, schedule);
    if (status != LB_OK) return status;
    if (!lb_tensor_same_shape(model_output, sample)) return lb_fail(state, "the prediction has another shape than the sample");
    const double *sigmas = schedule->sigmas->data;
    const float sigma = (float)sigmas[schedule->step];
    const float change = (float)(sigmas[schedule->step + 1] - sigmas[schedule->step]);
    const float *x = sample->data, *prediction = model_output->data;
    float *previous = prev_sample->data, *original = pred_original_sample ? pred_original_sample->data : NULL;
    const int64_t n = lb_tensor_count(sample);
    for (int64_t k = 0; k < n; k++) {
        if (original) original[k] = x[k] - sigma * prediction[k];
        previous[k] = x[k] + change * prediction[k];
    }
    return LB_OK;
}

static lb_status add_noise(const void *self, struct lb_state *state, const struct lb_schedule *schedule, int64_t index,
                           const struct lb_tensor *original, const struct lb_tensor *noise, struct lb_tensor *out)
{
    (void)self;
    const lb_status status = check_schedule(state, schedule);
    if (status != LB_OK) return status;
    const float sigma = (float)((const double *)schedule->sigmas->data)[index];
    const float *image = original->data, *added = noise->data;
    float *noisy = out->data;
    const int64_t n = lb_tensor_count(original);
    for (int64_t k = 0; k < n; k++) noisy[k] = image[k] + sigma * added[k];
    return LB_OK;
}

static const struct lb_scheduler scheduler = {
    .struct_size = sizeof(struct lb_scheduler),
    .flags = LB_SCHEDULER_INTEGER_T | LB_SCHEDULER_SCALES_INPUT | LB_SCHEDULER_IN_PLACE | LB_SCHEDULER_SIGMAS,
    .order = 1,
    .count = count,
    .set_timesteps = set_timesteps,
    .begin = begin,
    .scale_model_input = scale_model_input,
    .draws = draws,
    .step = step,
    .add_noise = add_noise,
};
static const struct lb_provide provides[] = {{LB_SCHEDULER_ID, &scheduler}};

/* Named as in diffusers' scheduler_config.json. */
static const struct lb_config configs[] = {
    {.slot = NUM_TRAIN_TIMESTEPS,
     .name = "num_train_timesteps",
     .type = "i64",
     .description = "How many noise levels the model was trained on.",
     .default_value = "1000",
     .range = "[1, 1000000]"},
    {.slot = BETA_START,
     .name = "beta_start",
     .type = "f64",
     .description = "How much noise the first of them adds.",
     .default_value = "0.0001",
     .range = "[0, 1]"},
    {.slot = BETA_END,
     .name = "beta_end",
     .type = "f64",
     .description = "How much the last one adds.",
     .default_value = "0.02",
     .range = "[0, 0.999]"},
};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD, /* it has no state: remove these when yours has */
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Takes Euler steps along the noise that a model predicts.",
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
    .destroy = destroy,
};
