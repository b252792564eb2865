/* SPDX-License-Identifier: MIT */
/* The simple steps: halving and doubling images, copying channels, rounding, adding a bias. */
#ifndef UNET2D_RESAMPLE_H
#define UNET2D_RESAMPLE_H

#include "network.h"
#include "slice.h"

/* From `input` to `output`, whose sizes differ by a factor of 2: means of 2x2 pixels down, repeated pixels up. */
struct resample {
    struct feature_map input, output;
    enum resampling resampling;
};

/* The channels of `input` become those of `output` from `first_channel` on. Several fill one output, in order. */
struct copy {
    struct feature_map input, output;
    size_t first_channel;
};

/* Makes a bfloat16 copy of `input`. */
struct rounding {
    struct feature_map input;
    size_t output;
};

/* Adds a bias to all channels of `map`. */
struct bias {
    struct feature_map map;
    const float *bias; /* [channels, rounded up] */
};

/* [step] */
void resample_run(const struct resample *step, const struct slice *slice);
void copy_run(const struct copy *step, const struct slice *slice);
void rounding_run(const struct rounding *step, const struct slice *slice);
void bias_run(const struct bias *step, const struct slice *slice);

#endif
