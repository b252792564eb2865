/* SPDX-License-Identifier: MIT */
/* How a predicted clean sample is kept in range: clipped, thresholded by its own quantile, or left alone. */
#ifndef PLUGINS_COMMON_ORIGINAL_RANGE_H
#define PLUGINS_COMMON_ORIGINAL_RANGE_H

#include <loopblocks/loopblocks.h>

#include "prediction.h"

/* The configs, where thresholding goes before clipping, as in diffusers. */
struct original_range {
    int clip;            /* clip_sample */
    float clip_range;    /* clip_sample_range */
    int threshold;       /* thresholding */
    float quantile;      /* dynamic_thresholding_ratio */
    float largest_limit; /* sample_max_value */
};

/* What is done to every element of one sample: to -limit..limit, then divided. */
struct original_limit {
    float limit;
    float divisor;
};

/* Reads the configs. [plan] */
struct original_range original_range_of(const struct lb_state *configs);

/*
 * Returns the limit for one sample of `count` elements. For dynamic thresholding (Saharia et al. 2022, section 2.3) it reads
 * all of them; it needs no memory, whatever their number. [step]
 */
struct original_limit original_range_limit(const struct original_range *range, const struct prediction *prediction,
                                           const float *output, const float *sample, int64_t count);

/* Returns the element in range; NaN stays NaN. [step] */
static inline float limited_original(const struct original_limit *limit, float original)
{
    if (original < -limit->limit) original = -limit->limit;
    if (original > limit->limit) original = limit->limit;
    return original / limit->divisor;
}

#endif
