/* SPDX-License-Identifier: MIT */
/* What the schedulers of a variance-preserving process share: their configs, schedule and forward noising. */
#ifndef PLUGINS_COMMON_VARIANCE_PRESERVING_H
#define PLUGINS_COMMON_VARIANCE_PRESERVING_H

#include <loopblocks/loopblocks.h>

#include "noise_schedule.h"
#include "original_range.h"
#include "prediction.h"
#include "scheduler_keys.h"
#include "timestep_spacing.h"

/*
 * The first member of the `self` of such a scheduler, so that the functions below serve as its methods. Constant after create:
 * there is no history, and so there are no states.
 */
struct variance_preserving {
    struct noise_schedule noise;
    enum prediction_type prediction_type;
    struct original_range range;
    enum timestep_spacing spacing;
    int64_t steps_offset;
    int takes_custom_timesteps;
};

/* Reads the configs below. Fails, with nothing kept, on keys that do not go together. [plan] */
lb_status variance_preserving_init(const struct lb_info *info, struct variance_preserving *vp);
void variance_preserving_fini(struct variance_preserving *vp);

/* What one step works on. */
struct variance_preserving_step {
    int64_t samples;      /* of the batch */
    int64_t sample_count; /* elements a sample */
    int64_t t;
    float alpha_bar; /* at t */
};

/*
 * Checks the tensors of a step and the schedule's current timestep, and says what they are. The model's output may have
 * `output_multiple` times the channels of the sample. [step]
 */
lb_status variance_preserving_begin_step(const struct variance_preserving *vp, struct lb_state *state,
                                         const struct lb_schedule *schedule, int output_multiple,
                                         const struct lb_tensor *model_output, const struct lb_tensor *sample,
                                         const struct lb_tensor *noise, const struct lb_tensor *prev_sample,
                                         const struct lb_tensor *pred_original_sample, struct variance_preserving_step *step);

/* Returns a model's output at a noise level. [step] */
struct prediction variance_preserving_prediction(const struct variance_preserving *vp, float alpha_bar);

/*
 * Methods of lb_scheduler, as scheduler.h has them. count and set_timesteps give the whole schedule whatever the strength: who
 * renoises an image only partly begins at index steps - floor(steps * strength). mu has no meaning here and is not looked at.
 */
lb_status variance_preserving_count(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                                    int64_t *n);
lb_status variance_preserving_set_timesteps(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                                            struct lb_tensor *timesteps, struct lb_tensor *sigmas, double *init_noise_sigma);
lb_status variance_preserving_begin(const void *self, struct lb_state *state, const struct lb_schedule *schedule);
lb_status variance_preserving_scale_model_input(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                                const struct lb_tensor *sample, struct lb_tensor *out);
lb_status variance_preserving_add_noise(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                        int64_t index, const struct lb_tensor *original, const struct lb_tensor *noise,
                                        struct lb_tensor *out);

/* The configs, with diffusers' defaults, for the scheduler's array. `beta_schedules` is the JSON text of the choices. */
/* clang-format off */
#define VARIANCE_PRESERVING_CONFIGS(beta_schedules) \
    SCHEDULER_KEY(num_train_timesteps, .type = "i64", .default_value = "1000", .range = "[1, 1000000]", \
                  .description = "Timesteps the model was trained with."), \
    SCHEDULER_KEY(beta_start, .type = "f64", .default_value = "0.0001", .range = "[0, 1]", \
                  .description = "The first beta."), \
    SCHEDULER_KEY(beta_end, .type = "f64", .default_value = "0.02", .range = "[0, 1]", \
                  .description = "The last beta."), \
    SCHEDULER_KEY(beta_schedule, .type = "str", .default_value = "\"linear\"", .choices = beta_schedules, \
                  .description = "How the betas go from the first to the last."), \
    SCHEDULER_KEY(trained_betas, .flags = LB_CONFIG_NULLABLE, .type = "f64[N]", \
                  .description = "The betas themselves, in place of beta_start, beta_end and beta_schedule."), \
    SCHEDULER_KEY(clip_sample, .type = "bool", .default_value = "true", \
                  .description = "Whether the predicted clean sample is clipped."), \
    SCHEDULER_KEY(clip_sample_range, .type = "f64", .default_value = "1.0", .range = "[0, null]", \
                  .description = "The magnitude it is clipped to."), \
    SCHEDULER_KEY(prediction_type, .type = "str", .default_value = "\"epsilon\"", \
                  .choices = "[\"epsilon\", \"sample\", \"v_prediction\"]", \
                  .description = "What the model predicts: the noise, the clean sample or the velocity."), \
    SCHEDULER_KEY(thresholding, .type = "bool", .default_value = "false", \
                  .description = "Whether the predicted clean sample is thresholded by its own quantile, instead of clipped."), \
    SCHEDULER_KEY(dynamic_thresholding_ratio, .type = "f64", .default_value = "0.995", .range = "[0, 1]", \
                  .description = "The quantile of its magnitudes that becomes the threshold."), \
    SCHEDULER_KEY(sample_max_value, .type = "f64", .default_value = "1.0", .range = "[0, null]", \
                  .description = "The greatest threshold."), \
    SCHEDULER_KEY(timestep_spacing, .type = "str", .default_value = "\"leading\"", \
                  .choices = "[\"linspace\", \"leading\", \"trailing\"]", \
                  .description = "Which of the training timesteps are visited."), \
    SCHEDULER_KEY(steps_offset, .type = "i64", .default_value = "0", .range = "[0, null]", \
                  .description = "Added to every timestep, where the spacing is leading."), \
    SCHEDULER_KEY(rescale_betas_zero_snr, .type = "bool", .default_value = "false", \
                  .description = "Whether the betas are rescaled so that the last timestep is pure noise.")
/* clang-format on */

#endif
