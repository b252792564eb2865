/* SPDX-License-Identifier: MIT */
/* The quantile of a predicted sample's magnitudes, found without storing or sorting them. */
#include "original_range.h"

#include <math.h>

#include "scheduler_keys.h"

struct original_range original_range_of(const struct lb_state *configs)
{
    return (struct original_range){
        .clip = *lb_bool(configs, KEY_clip_sample),
        .clip_range = (float)*lb_f64(configs, KEY_clip_sample_range),
        .threshold = *lb_bool(configs, KEY_thresholding),
        .quantile = (float)*lb_f64(configs, KEY_dynamic_thresholding_ratio),
        .largest_limit = (float)*lb_f64(configs, KEY_sample_max_value),
    };
}

/* One sample, as its predicted elements can be computed again and again. */
struct predicted_sample {
    const struct prediction *prediction;
    const float *output;
    const float *sample;
    int64_t count;
};

/* Returns the bits of an element's magnitude: floats of one sign sort as their bits do. */
static uint32_t magnitude_bits(const struct predicted_sample *sample, int64_t i)
{
    const float magnitude = fabsf(predicted_original(sample->prediction, sample->output[i], sample->sample[i]));
    uint32_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    return bits;
}

/* Returns the magnitude of a rank, 0 being the smallest, byte by byte: each pass counts what follows the bytes known so far. */
static float magnitude_of_rank(const struct predicted_sample *sample, int64_t rank)
{
    uint32_t known = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
        int64_t counts[256] = {0};
        for (int64_t i = 0; i < sample->count; i++) {
            const uint32_t bits = magnitude_bits(sample, i);
            if ((uint64_t)bits >> (shift + 8) == (uint64_t)known >> (shift + 8)) counts[bits >> shift & 255]++;
        }
        uint32_t byte = 0;
        while (rank >= counts[byte]) rank -= counts[byte++];
        known |= byte << shift;
    }
    float magnitude;
    memcpy(&magnitude, &known, sizeof magnitude);
    return magnitude;
}

/* Interpolates between the two ranks around it, in float32, from the nearer one: what torch.quantile does. */
static float magnitude_quantile(const struct predicted_sample *sample, float quantile)
{
    const float rank = quantile * (float)(sample->count - 1);
    const float weight = rank - floorf(rank);
    const float lower = magnitude_of_rank(sample, (int64_t)floorf(rank));
    if (!(weight > 0)) return lower;
    const float upper = magnitude_of_rank(sample, (int64_t)floorf(rank) + 1);
    return weight < 0.5f ? lower + weight * (upper - lower) : upper - (upper - lower) * (1 - weight);
}

struct original_limit original_range_limit(const struct original_range *range, const struct prediction *prediction,
                                           const float *output, const float *sample, int64_t count)
{
    if (range->threshold) {
        const struct predicted_sample predicted = {prediction, output, sample, count};
        float limit = magnitude_quantile(&predicted, range->quantile);
        if (limit < 1) limit = 1;
        if (limit > range->largest_limit) limit = range->largest_limit;
        return (struct original_limit){limit, limit};
    }
    return (struct original_limit){range->clip ? range->clip_range : INFINITY, 1};
}
