/* SPDX-License-Identifier: MIT */
/* The formulas of the beta schedules, and the rescaling that makes the last timestep pure noise. */
#include "noise_schedule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler_keys.h"

#define PI 3.14159265358979323846

/* Evenly spaced in float32, from both ends towards the middle, so that both ends are exact. */
static void fill_linspace(float *out, int64_t count, double first, double last)
{
    const float start = (float)first, end = (float)last;
    const float step = count > 1 ? (end - start) / (float)(count - 1) : 0.0f;
    out[0] = start;
    for (int64_t i = 1; i < count; i++) out[i] = i < count / 2 ? start + step * (float)i : end - step * (float)(count - i - 1);
}

/* Nichol and Dhariwal 2021, equation 17; `t` runs from 0 to 1. */
static double alpha_bar_cosine(double t)
{
    const double c = cos((t + 0.008) / 1.008 * PI / 2);
    return c * c;
}

/* Hang et al. 2024, "Improved Noise Schedule for Diffusion Training": log SNR spread like Laplace's distribution. */
static double alpha_bar_laplace(double t)
{
    const double lambda = -0.5 * copysign(1.0, 0.5 - t) * log(1 - 2 * fabs(0.5 - t) + 1e-6);
    const double snr = exp(lambda);
    return sqrt(snr / (1 + snr));
}

static void fill_from_alpha_bar(float *betas, int64_t count, double (*alpha_bar)(double))
{
    for (int64_t i = 0; i < count; i++) {
        const double beta = 1 - alpha_bar((double)(i + 1) / (double)count) / alpha_bar((double)i / (double)count);
        betas[i] = (float)fmin(beta, 0.999);
    }
}

static void fill_betas(const struct lb_state *configs, float *betas, int64_t count)
{
    const char *kind = lb_str(configs, KEY_beta_schedule);
    const double start = *lb_f64(configs, KEY_beta_start), end = *lb_f64(configs, KEY_beta_end);
    if (lb_is_set(configs, KEY_trained_betas)) {
        const double *trained = lb_f64(configs, KEY_trained_betas);
        for (int64_t i = 0; i < count; i++) betas[i] = (float)trained[i];
    } else if (strcmp(kind, "scaled_linear") == 0) { /* Rombach et al. 2022: linear in the square root */
        fill_linspace(betas, count, sqrt(start), sqrt(end));
        for (int64_t i = 0; i < count; i++) betas[i] *= betas[i];
    } else if (strcmp(kind, "squaredcos_cap_v2") == 0) {
        fill_from_alpha_bar(betas, count, alpha_bar_cosine);
    } else if (strcmp(kind, "laplace") == 0) {
        fill_from_alpha_bar(betas, count, alpha_bar_laplace);
    } else if (strcmp(kind, "sigmoid") == 0) { /* Xu et al. 2022, GeoDiff */
        fill_linspace(betas, count, -6, 6);
        for (int64_t i = 0; i < count; i++) betas[i] = 1.0f / (1.0f + expf(-betas[i])) * (float)(end - start) + (float)start;
    } else {
        fill_linspace(betas, count, start, end);
    }
}

/* Turns betas into the cumulative products of 1 - beta, in place: accumulated in double, kept in float32. */
static void accumulate(float *betas, int64_t count)
{
    double product = 1;
    for (int64_t i = 0; i < count; i++) {
        product *= (double)(1.0f - betas[i]);
        betas[i] = (float)product;
    }
}

/* Lin et al. 2024, algorithm 1: shifts and stretches sqrt(alpha_bar) so that it ends at 0 and begins where it did. */
static void rescale_to_zero_terminal_snr(float *betas, int64_t count)
{
    accumulate(betas, count);
    const float first = sqrtf(betas[0]), last = sqrtf(betas[count - 1]);
    const float stretch = first / (first - last);
    for (int64_t i = 0; i < count; i++) {
        const float root = (sqrtf(betas[i]) - last) * stretch;
        betas[i] = root * root;
    }
    for (int64_t i = count - 1; i > 0; i--) betas[i] = 1.0f - betas[i] / betas[i - 1];
    betas[0] = 1.0f - betas[0];
}

static lb_status check_trained_betas(const struct lb_info *info, int64_t count)
{
    if (!lb_is_set(info->configs, KEY_trained_betas)) return LB_OK;
    const int64_t found = lb_count(info->configs, KEY_trained_betas);
    if (found < count)
        return lb_fail(info,
                       "bad config: key=\"trained_betas\", expected=num_train_timesteps = %lld numbers, found=%lld: give one "
                       "for each timestep, or set num_train_timesteps",
                       (long long)count, (long long)found);
    const double *betas = lb_f64(info->configs, KEY_trained_betas);
    for (int64_t i = 0; i < count; i++)
        if (!(betas[i] >= 0 && betas[i] <= 1))
            return lb_fail(info, "bad config: key=\"trained_betas\", index=%lld, expected=a number from 0 to 1, found=%g",
                           (long long)i, betas[i]);
    return LB_OK;
}

lb_status noise_schedule_init(const struct lb_info *info, struct noise_schedule *schedule)
{
    const int64_t count = *lb_i64(info->configs, KEY_num_train_timesteps);
    const int rescale = *lb_bool(info->configs, KEY_rescale_betas_zero_snr);
    const lb_status status = check_trained_betas(info, count);
    if (status != LB_OK) return status;
    if (rescale && count < 2)
        return lb_fail(info,
                       "bad config: key=\"rescale_betas_zero_snr\", expected=2 or more num_train_timesteps to rescale, "
                       "found=%lld: set rescale_betas_zero_snr to false",
                       (long long)count);
    float *betas = calloc((size_t)count, sizeof *betas);
    if (!betas) {
        (void)lb_fail(info, "out of memory: key=\"num_train_timesteps\", found=%lld", (long long)count);
        return LB_NO_MEMORY;
    }
    fill_betas(info->configs, betas, count);
    if (rescale) rescale_to_zero_terminal_snr(betas, count);
    accumulate(betas, count);
    for (int64_t t = 0; t < count - 1; t++)
        if (!(betas[t] > 0)) {
            free(betas);
            return lb_fail(info,
                           "bad config: key=\"%s\", expected=some signal until the last timestep, found=none after timestep "
                           "%lld of %lld: use smaller betas",
                           lb_is_set(info->configs, KEY_trained_betas) ? "trained_betas" : "beta_end", (long long)t,
                           (long long)count);
        }
    *schedule = (struct noise_schedule){.count = count, .alphas_cumprod = betas};
    return LB_OK;
}

void noise_schedule_fini(struct noise_schedule *schedule)
{
    free(schedule->alphas_cumprod);
}
