/* SPDX-License-Identifier: MIT */
/* The step of DDPM: Ho et al. 2020, "Denoising Diffusion Probabilistic Models", equations 6, 7 and 15, and its variances. */
#include <loopblocks/loopblocks.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../common/variance_preserving.h"

/* Ho et al. 2020, section 3.2; Janner et al. 2022 for the logarithm; Nichol and Dhariwal 2021, section 3.1, for the learned. */
enum variance { FIXED_SMALL, FIXED_SMALL_LOG, FIXED_LARGE, LEARNED, LEARNED_RANGE };

struct ddpm {
    struct variance_preserving vp;
    enum variance variance;
};

static enum variance variance_named(const char *name)
{
    if (strcmp(name, "fixed_small_log") == 0) return FIXED_SMALL_LOG;
    if (strcmp(name, "fixed_large") == 0) return FIXED_LARGE;
    if (strcmp(name, "learned") == 0) return LEARNED;
    return strcmp(name, "learned_range") == 0 ? LEARNED_RANGE : FIXED_SMALL;
}

static lb_status create(const struct lb_info *info, void **self)
{
    const char *variance = lb_str(info->configs, KEY_variance_type);
    if (strcmp(variance, "fixed_large_log") == 0)
        return lb_fail(
            info, "bad config: key=\"variance_type\", expected=a variance, found=\"fixed_large_log\", which is the logarithm "
                  "of one, below 0 and without a square root: use fixed_large");
    struct ddpm *ddpm = calloc(1, sizeof *ddpm);
    if (!ddpm) return LB_NO_MEMORY;
    const lb_status status = variance_preserving_init(info, &ddpm->vp);
    if (status != LB_OK) {
        free(ddpm);
        return status;
    }
    ddpm->vp.takes_custom_timesteps = 1;
    ddpm->variance = variance_named(variance);
    *self = ddpm;
    return LB_OK;
}

static void destroy(void *self)
{
    struct ddpm *ddpm = self;
    if (!ddpm) return;
    variance_preserving_fini(&ddpm->vp);
    free(ddpm);
}

/* Noise is drawn at every timestep but 0, were it the last one or not. */
static int32_t draws(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                     const struct lb_step_options *options)
{
    (void)self;
    (void)state;
    (void)options;
    return ((const double *)schedule->timesteps->data)[schedule->step] > 0;
}

/* What one step multiplies with, and the two variances between which the true one lies. */
struct factors {
    float original;
    float sample;
    float small_variance;
    float large_variance;
};

static struct factors factors_of(const struct ddpm *ddpm, const struct lb_schedule *schedule,
                                 const struct variance_preserving_step *step)
{
    const double *timesteps = schedule->timesteps->data;
    const int is_last = schedule->step + 1 == schedule->timesteps->shape[0];
    const float before = is_last ? 1 : ddpm->vp.noise.alphas_cumprod[(int64_t)timesteps[schedule->step + 1]];
    const float alpha = step->alpha_bar / before, beta = 1 - alpha;
    const float small = (1 - before) / (1 - step->alpha_bar) * beta;
    return (struct factors){
        .original = sqrtf(before) * beta / (1 - step->alpha_bar),
        .sample = sqrtf(alpha) * (1 - before) / (1 - step->alpha_bar),
        .small_variance = small > 1e-20f ? small : 1e-20f, /* it is 0 in the last step, and has no logarithm there */
        .large_variance = beta,
    };
}

/* Returns the standard deviation of the noise; `learned` is what the model predicts of it, if it does. */
static float deviation_of(enum variance variance, const struct factors *factors, float learned)
{
    switch (variance) {
    case FIXED_SMALL: return sqrtf(factors->small_variance);
    case FIXED_SMALL_LOG: return expf(0.5f * logf(factors->small_variance));
    case FIXED_LARGE: return sqrtf(factors->large_variance);
    case LEARNED: return sqrtf(learned);
    case LEARNED_RANGE: break;
    }
    const float fraction = (learned + 1) / 2;
    return expf(0.5f * (fraction * logf(factors->large_variance) + (1 - fraction) * logf(factors->small_variance)));
}

static lb_status step(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                      const struct lb_step_options *options, const struct lb_tensor *model_output,
                      const struct lb_tensor *sample, const struct lb_tensor *noise, struct lb_tensor *prev_sample,
                      struct lb_tensor *pred_original_sample)
{
    (void)options;
    const struct ddpm *ddpm = self;
    const int learns = ddpm->variance == LEARNED || ddpm->variance == LEARNED_RANGE;
    const int multiple = learns ? 2 : 1;
    struct variance_preserving_step now;
    const lb_status status = variance_preserving_begin_step(&ddpm->vp, state, schedule, multiple, model_output, sample, noise,
                                                            prev_sample, pred_original_sample, &now);
    if (status != LB_OK) return status;
    if (now.t > 0 && !noise) return lb_fail(state, "no noise: expected=one draw at timestep %lld", (long long)now.t);
    if (schedule->step + 1 < schedule->timesteps->shape[0]) {
        const double next = ((const double *)schedule->timesteps->data)[schedule->step + 1];
        if (!(next >= 0 && next < (double)now.t))
            return lb_fail(state, "bad timestep: index=%lld, expected=less than the one before, %lld, found=%g",
                           (long long)schedule->step + 1, (long long)now.t, next);
    }
    const struct prediction prediction = variance_preserving_prediction(&ddpm->vp, now.alpha_bar);
    const struct factors factors = factors_of(ddpm, schedule, &now);
    const float fixed_deviation = learns ? 0 : deviation_of(ddpm->variance, &factors, 0);
    const float *drawn = now.t > 0 ? noise->data : NULL;
    for (int64_t b = 0; b < now.samples; b++) {
        const int64_t first = b * now.sample_count;
        const float *output = (const float *)model_output->data + first * multiple, *learned = output + now.sample_count;
        const float *x = (const float *)sample->data + first;
        float *prev = (float *)prev_sample->data + first;
        float *original = pred_original_sample ? (float *)pred_original_sample->data + first : NULL;
        const struct original_limit limit = original_range_limit(&ddpm->vp.range, &prediction, output, x, now.sample_count);
        for (int64_t i = 0; i < now.sample_count; i++) {
            const float x0 = limited_original(&limit, predicted_original(&prediction, output[i], x[i]));
            prev[i] = factors.original * x0 + factors.sample * x[i];
            if (drawn) {
                const float deviation = learns ? deviation_of(ddpm->variance, &factors, learned[i]) : fixed_deviation;
                prev[i] += deviation * drawn[first + i];
            }
            if (original) original[i] = x0;
        }
    }
    return LB_OK;
}

static const struct lb_scheduler scheduler = {
    .struct_size = sizeof scheduler,
    .flags = LB_SCHEDULER_INTEGER_T | LB_SCHEDULER_IN_PLACE,
    .order = 1,
    .count = variance_preserving_count,
    .set_timesteps = variance_preserving_set_timesteps,
    .begin = variance_preserving_begin,
    .scale_model_input = variance_preserving_scale_model_input,
    .draws = draws,
    .step = step,
    .add_noise = variance_preserving_add_noise,
};

static const struct lb_provide provides[] = {{LB_SCHEDULER_ID, &scheduler}};

/* Own keys take the place of ignored ones, on purpose. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const struct lb_config configs[] = {
    SCHEDULER_CONFIG_DEFAULTS,
    VARIANCE_PRESERVING_CONFIGS("[\"linear\", \"scaled_linear\", \"squaredcos_cap_v2\", \"sigmoid\", \"laplace\"]"),
    SCHEDULER_KEY(variance_type, .type = "str", .default_value = "\"fixed_small\"",
                  .choices = "[\"fixed_small\", \"fixed_small_log\", \"fixed_large\", \"fixed_large_log\", \"learned\", "
                             "\"learned_range\"]",
                  .description = "The variance of a step. With learned ones the model's output has twice the channels; "
                                 "fixed_large_log is known, and refused."),
};
#pragma GCC diagnostic pop

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD,
    .name = "ddpm",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "The DDPM scheduler: ancestral sampling, with fresh noise in every step.",
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
    .destroy = destroy,
};
