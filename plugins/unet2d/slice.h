/* SPDX-License-Identifier: MIT */
/* What every step of a program shares: how images lie in memory, and what a run over some of them is given. */
#ifndef UNET2D_SLICE_H
#define UNET2D_SLICE_H

#include "kernels.h"

/*
 * Channels are stored in blocks of `lanes`, the last one filled up with zeros, [images][blocks][height * width][lanes], and
 * weights are filled up with zeros likewise, so that the other channels of the last block stay zero throughout.
 */
static inline size_t round_up(size_t count, size_t multiple)
{
    return (count + multiple - 1) / multiple * multiple;
}

/* A tensor of some images: `data` is its offset in working memory, `statistics` that of its channels' means and distances. */
struct feature_map {
    size_t channels, height, width;
    enum precision precision;
    size_t data;
    size_t statistics; /* [images][2][channels, rounded up]: see kernels.measure */
    int measured;      /* while building: the steps so far have filled in the statistics */
    int users;         /* while building: when it falls to 0, the memory is free */
};

/* Returns the bytes of a value. */
static inline size_t value_bytes(enum precision precision)
{
    return precision == PRECISION_BFLOAT16 ? sizeof(uint16_t) : sizeof(float);
}

/* A run over `images` images. */
struct slice {
    const struct kernels *kernels;
    size_t worker;  /* which of those that run at the same time */
    size_t threads; /* that a step may use */
    char *scratch;
    size_t images;
    const float *sample; /* [images][in_channels][height][width] */
    float *output;       /* [images][out_channels][height][width] */
    const float *time;   /* [images][time_stride], see embedding.h */
    size_t time_stride;
    const float *output_factors; /* [images], or null */
};

/* Returns where an offset of working memory lies. */
static inline float *slice_at(const struct slice *slice, size_t offset)
{
    return (float *)(void *)(slice->scratch + offset);
}

#endif
