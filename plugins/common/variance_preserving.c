/* SPDX-License-Identifier: MIT */
/* Which schedules and tensors a variance-preserving scheduler can work with, and how it noises a clean sample. */
#include "variance_preserving.h"

#include <math.h>

lb_status variance_preserving_init(const struct lb_info *info, struct variance_preserving *vp)
{
    const struct lb_state *configs = info->configs;
    const int64_t train_timesteps = *lb_i64(configs, KEY_num_train_timesteps);
    const int64_t offset = *lb_i64(configs, KEY_steps_offset);
    if (offset >= train_timesteps)
        return lb_fail(info, "bad config: key=\"steps_offset\", expected=less than num_train_timesteps = %lld, found=%lld",
                       (long long)train_timesteps, (long long)offset);
    if (*lb_bool(configs, KEY_thresholding) && !(*lb_f64(configs, KEY_sample_max_value) > 0))
        return lb_fail(info,
                       "bad config: key=\"sample_max_value\", expected=more than 0, as thresholding divides by it, found=0");
    *vp = (struct variance_preserving){
        .prediction_type = prediction_type_named(lb_str(configs, KEY_prediction_type)),
        .range = original_range_of(configs),
        .spacing = timestep_spacing_named(lb_str(configs, KEY_timestep_spacing)),
        .steps_offset = offset,
    };
    return noise_schedule_init(info, &vp->noise);
}

void variance_preserving_fini(struct variance_preserving *vp)
{
    noise_schedule_fini(&vp->noise);
}

struct prediction variance_preserving_prediction(const struct variance_preserving *vp, float alpha_bar)
{
    return (struct prediction){.type = vp->prediction_type, .signal = sqrtf(alpha_bar), .deviation = sqrtf(1 - alpha_bar)};
}

static int is_type(const struct lb_tensor *tensor, uint8_t bits)
{
    return tensor->dtype.code == LB_CODE_FLOAT && tensor->dtype.bits == bits;
}

/* Timesteps must be whole, within the training timesteps, falling, and at noise levels from which a step can be computed. */
static lb_status check_timesteps(const struct variance_preserving *vp, struct lb_state *state, const double *timesteps,
                                 int64_t first, int64_t count)
{
    const int divides_by_signal = vp->prediction_type == PREDICTION_EPSILON && (!vp->range.clip || vp->range.threshold);
    for (int64_t i = first; i < count; i++) {
        const double t = timesteps[i];
        if (!(t >= 0 && t < (double)vp->noise.count) || floor(t) != t)
            return lb_fail(state,
                           "bad timestep: index=%lld, expected=a whole number from 0 to num_train_timesteps - 1 = %lld, "
                           "found=%g",
                           (long long)i, (long long)vp->noise.count - 1, t);
        if (i > first && !(t < timesteps[i - 1]))
            return lb_fail(state, "bad timestep: index=%lld, expected=less than the one before, %g, found=%g", (long long)i,
                           timesteps[i - 1], t);
        const float alpha_bar = vp->noise.alphas_cumprod[(int64_t)t];
        if (!(alpha_bar < 1))
            return lb_fail(state,
                           "bad timestep: index=%lld, expected=one with noise, found=%g, to which the betas add none: use "
                           "larger betas",
                           (long long)i, t);
        if (!(alpha_bar > 0) && divides_by_signal)
            return lb_fail(state,
                           "bad timestep: index=%lld, expected=one with some signal, as prediction_type is \"epsilon\", "
                           "found=%g, which is pure noise: use v_prediction or sample, or clip_sample, or no "
                           "rescale_betas_zero_snr",
                           (long long)i, t);
    }
    return LB_OK;
}

lb_status variance_preserving_count(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                                    int64_t *n)
{
    const struct variance_preserving *vp = self;
    if (options->sigmas) return lb_fail(state, "custom sigmas: expected=none, as this scheduler has none: give timesteps");
    if (options->timesteps) {
        if (!vp->takes_custom_timesteps)
            return lb_fail(state,
                           "custom timesteps: expected=none, as this scheduler steps by a fixed distance: give the number "
                           "of steps");
        if (options->timesteps->ndim != 1 || options->timesteps->shape[0] < 1 || !is_type(options->timesteps, 64))
            return lb_fail(state, "custom timesteps: expected=f64[N], with N of 1 or more");
        *n = options->timesteps->shape[0];
        return LB_OK;
    }
    if (options->steps < 1 || options->steps > vp->noise.count)
        return lb_fail(state, "bad number of steps: expected=1 to num_train_timesteps = %lld, found=%lld",
                       (long long)vp->noise.count, (long long)options->steps);
    const int64_t first = (options->steps - 1) * (vp->noise.count / options->steps) + vp->steps_offset;
    if (vp->spacing == SPACING_LEADING && first >= vp->noise.count)
        return lb_fail(state,
                       "bad number of steps: found=%lld, for which steps_offset = %lld puts the first timestep at %lld of "
                       "%lld: use fewer steps, or another timestep_spacing",
                       (long long)options->steps, (long long)vp->steps_offset, (long long)first, (long long)vp->noise.count);
    *n = options->steps;
    return LB_OK;
}

lb_status variance_preserving_set_timesteps(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                                            struct lb_tensor *timesteps, struct lb_tensor *sigmas, double *init_noise_sigma)
{
    (void)sigmas;
    const struct variance_preserving *vp = self;
    int64_t count = 0;
    const lb_status status = variance_preserving_count(self, state, options, &count);
    if (status != LB_OK) return status;
    if (timesteps->ndim != 1 || timesteps->shape[0] != count || !is_type(timesteps, 64))
        return lb_fail(state, "cannot set timesteps: expected=f64[%lld]", (long long)count);
    double *out = timesteps->data;
    if (options->timesteps)
        memmove(out, options->timesteps->data, (size_t)count * sizeof *out);
    else
        timestep_spacing_fill(vp->spacing, vp->noise.count, count, vp->steps_offset, out);
    *init_noise_sigma = 1;
    return check_timesteps(vp, state, out, 0, count);
}

lb_status variance_preserving_begin(const void *self, struct lb_state *state, const struct lb_schedule *schedule)
{
    const struct variance_preserving *vp = self;
    const struct lb_tensor *timesteps = schedule->timesteps;
    if (!timesteps || timesteps->ndim != 1 || timesteps->shape[0] < 1 || !is_type(timesteps, 64))
        return lb_fail(state, "bad schedule: expected=timesteps f64[N], with N of 1 or more");
    const int64_t count = timesteps->shape[0];
    if (schedule->begin < 0 || schedule->begin >= count || schedule->step < 0 || schedule->step > count)
        return lb_fail(state, "bad schedule: expected=begin and step within %lld timesteps, found=%lld and %lld",
                       (long long)count, (long long)schedule->begin, (long long)schedule->step);
    if (schedule->steps < 1 || schedule->steps > vp->noise.count)
        return lb_fail(state, "bad schedule: expected=1 to num_train_timesteps = %lld steps, found=%lld",
                       (long long)vp->noise.count, (long long)schedule->steps);
    return check_timesteps(vp, state, timesteps->data, schedule->begin, count);
}

static lb_status check_f32_like(struct lb_state *state, const char *what, const struct lb_tensor *tensor,
                                const struct lb_tensor *like)
{
    if (is_type(tensor, 32) && lb_tensor_same_shape(tensor, like)) return LB_OK;
    return lb_fail(state,
                   "bad tensor: name=\"%s\", expected=f32 of the sample's shape, found=%d bits, %d dimensions, %lld elements",
                   what, (int)tensor->dtype.bits, (int)tensor->ndim, (long long)lb_tensor_count(tensor));
}

/* Returns the timestep at an index of the schedule, or -1 after reporting that there is none. */
static int64_t timestep_at(const struct variance_preserving *vp, struct lb_state *state, const struct lb_schedule *schedule,
                           int64_t index)
{
    const int64_t count = schedule->timesteps->shape[0];
    if (index < 0 || index >= count) {
        (void)lb_fail(state, "no such timestep: expected=index 0 to %lld, found=%lld", (long long)count - 1, (long long)index);
        return -1;
    }
    const double t = ((const double *)schedule->timesteps->data)[index];
    if (check_timesteps(vp, state, &t, 0, 1) != LB_OK) return -1;
    return (int64_t)t;
}

lb_status variance_preserving_scale_model_input(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                                const struct lb_tensor *sample, struct lb_tensor *out)
{
    (void)self;
    (void)schedule;
    const lb_status status = check_f32_like(state, "out", out, sample);
    if (status != LB_OK) return status;
    if (out->data != sample->data) memmove(out->data, sample->data, (size_t)lb_tensor_count(sample) * sizeof(float));
    return LB_OK;
}

lb_status variance_preserving_add_noise(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                        int64_t index, const struct lb_tensor *original, const struct lb_tensor *noise,
                                        struct lb_tensor *out)
{
    const struct variance_preserving *vp = self;
    const int64_t t = timestep_at(vp, state, schedule, index);
    if (t < 0 || check_f32_like(state, "original", original, out) != LB_OK ||
        check_f32_like(state, "noise", noise, out) != LB_OK || check_f32_like(state, "out", out, out) != LB_OK)
        return LB_FAILED;
    const float signal = sqrtf(vp->noise.alphas_cumprod[t]), deviation = sqrtf(1 - vp->noise.alphas_cumprod[t]);
    const float *clean = original->data, *drawn = noise->data;
    float *noisy = out->data;
    const int64_t count = lb_tensor_count(out);
    for (int64_t i = 0; i < count; i++) noisy[i] = signal * clean[i] + deviation * drawn[i];
    return LB_OK;
}

static lb_status check_model_output(struct lb_state *state, int output_multiple, const struct lb_tensor *model_output,
                                    const struct lb_tensor *sample)
{
    if (output_multiple == 1) return check_f32_like(state, "model_output", model_output, sample);
    int same = is_type(model_output, 32) && model_output->ndim == sample->ndim && sample->ndim >= 2;
    for (int32_t d = 0; same && d < sample->ndim; d++)
        same = model_output->shape[d] == sample->shape[d] * (d == 1 ? output_multiple : 1);
    if (same) return LB_OK;
    return lb_fail(state,
                   "bad tensor: name=\"model_output\", expected=f32 of the sample's shape with %d times its channels, as the "
                   "model predicts its variance, found=%lld elements for %lld",
                   output_multiple, (long long)lb_tensor_count(model_output), (long long)lb_tensor_count(sample));
}

lb_status variance_preserving_begin_step(const struct variance_preserving *vp, struct lb_state *state,
                                         const struct lb_schedule *schedule, int output_multiple,
                                         const struct lb_tensor *model_output, const struct lb_tensor *sample,
                                         const struct lb_tensor *noise, const struct lb_tensor *prev_sample,
                                         const struct lb_tensor *pred_original_sample, struct variance_preserving_step *step)
{
    if (schedule->steps < 1)
        return lb_fail(state, "bad schedule: expected=1 step or more, found=%lld", (long long)schedule->steps);
    const int64_t t = timestep_at(vp, state, schedule, schedule->step);
    if (t < 0 || check_f32_like(state, "sample", sample, sample) != LB_OK ||
        check_f32_like(state, "prev_sample", prev_sample, sample) != LB_OK ||
        (noise && check_f32_like(state, "noise", noise, sample) != LB_OK) ||
        (pred_original_sample && check_f32_like(state, "pred_original_sample", pred_original_sample, sample) != LB_OK) ||
        check_model_output(state, output_multiple, model_output, sample) != LB_OK)
        return LB_FAILED;
    const int64_t count = lb_tensor_count(sample);
    if (sample->ndim < 1 || count < 1) return lb_fail(state, "bad tensor: name=\"sample\", expected=f32[B,...] with elements");
    *step = (struct variance_preserving_step){
        .samples = sample->shape[0],
        .sample_count = count / sample->shape[0],
        .t = t,
        .alpha_bar = vp->noise.alphas_cumprod[t],
    };
    return LB_OK;
}
