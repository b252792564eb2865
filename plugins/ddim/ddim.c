/* SPDX-License-Identifier: MIT */
/* The step of DDIM: Song et al. 2020, "Denoising Diffusion Implicit Models", equations 12 and 16. */
#include <loopblocks/loopblocks.h>

#include <math.h>
#include <stdlib.h>

#include "../common/variance_preserving.h"

struct ddim {
    struct variance_preserving vp;
    float final_alpha_bar; /* what comes before timestep 0 */
};

static lb_status create(const struct lb_info *info, void **self)
{
    struct ddim *ddim = calloc(1, sizeof *ddim);
    if (!ddim) return LB_NO_MEMORY;
    const lb_status status = variance_preserving_init(info, &ddim->vp);
    if (status != LB_OK) {
        free(ddim);
        return status;
    }
    ddim->final_alpha_bar = *lb_bool(info->configs, KEY_set_alpha_to_one) ? 1.0f : ddim->vp.noise.alphas_cumprod[0];
    *self = ddim;
    return LB_OK;
}

static void destroy(void *self)
{
    struct ddim *ddim = self;
    if (!ddim) return;
    variance_preserving_fini(&ddim->vp);
    free(ddim);
}

static int32_t draws(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                     const struct lb_step_options *options)
{
    (void)self;
    (void)state;
    (void)schedule;
    return options->eta > 0;
}

/* The factors of equation 12, at one timestep. */
struct factors {
    float original;  /* sqrt(alpha_bar) of the timestep before */
    float direction; /* of the predicted noise */
    float noise;     /* sigma: of fresh noise */
};

static struct factors factors_of(const struct ddim *ddim, const struct lb_schedule *schedule,
                                 const struct variance_preserving_step *step, float eta)
{
    /* A fixed distance back, whatever the spacing: the entry that follows in the schedule may be another one. */
    const int64_t before = step->t - ddim->vp.noise.count / schedule->steps;
    const float alpha_bar = step->alpha_bar;
    const float alpha_bar_before = before >= 0 ? ddim->vp.noise.alphas_cumprod[before] : ddim->final_alpha_bar;
    const float variance = (1 - alpha_bar_before) / (1 - alpha_bar) * (1 - alpha_bar / alpha_bar_before);
    const float sigma = eta * sqrtf(variance);
    const float rest = 1 - alpha_bar_before - sigma * sigma; /* eta = 1 may leave it a rounding error below 0 */
    return (struct factors){sqrtf(alpha_bar_before), sqrtf(rest > 0 ? rest : 0), sigma};
}

static lb_status step(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                      const struct lb_step_options *options, const struct lb_tensor *model_output,
                      const struct lb_tensor *sample, const struct lb_tensor *noise, struct lb_tensor *prev_sample,
                      struct lb_tensor *pred_original_sample)
{
    const struct ddim *ddim = self;
    if (!(options->eta >= 0 && options->eta <= 1))
        return lb_fail(state, "bad eta: expected=0 (deterministic) to 1 (as much noise as DDPM), found=%g", options->eta);
    if (options->eta > 0 && !noise) return lb_fail(state, "no noise: expected=one draw, as eta is %g", options->eta);
    struct variance_preserving_step now;
    const lb_status status = variance_preserving_begin_step(&ddim->vp, state, schedule, 1, model_output, sample, noise,
                                                            prev_sample, pred_original_sample, &now);
    if (status != LB_OK) return status;
    const struct prediction prediction = variance_preserving_prediction(&ddim->vp, now.alpha_bar);
    const struct factors factors = factors_of(ddim, schedule, &now, (float)options->eta);
    const float *drawn = options->eta > 0 ? noise->data : NULL;
    for (int64_t b = 0; b < now.samples; b++) {
        const int64_t first = b * now.sample_count, end = first + now.sample_count;
        const float *output = model_output->data, *x = sample->data;
        float *prev = prev_sample->data, *original = pred_original_sample ? pred_original_sample->data : NULL;
        const struct original_limit limit =
            original_range_limit(&ddim->vp.range, &prediction, output + first, x + first, now.sample_count);
        for (int64_t i = first; i < end; i++) {
            const float x0 = limited_original(&limit, predicted_original(&prediction, output[i], x[i]));
            const float epsilon = predicted_epsilon(&prediction, output[i], x[i]);
            prev[i] = factors.original * x0 + factors.direction * epsilon;
            if (drawn) prev[i] += factors.noise * drawn[i];
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
    VARIANCE_PRESERVING_CONFIGS("[\"linear\", \"scaled_linear\", \"squaredcos_cap_v2\"]"),
    SCHEDULER_KEY(set_alpha_to_one, .type = "bool", .default_value = "true",
                  .description = "Whether the last step ends without noise; otherwise with that of timestep 0."),
};
#pragma GCC diagnostic pop

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD,
    .name = "ddim",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "The DDIM scheduler: few, deterministic steps; noise by choice (eta).",
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
    .destroy = destroy,
};
