/* SPDX-License-Identifier: MIT */
/* The first and the last convolution, between planes of few channels and blocks of many; oneDNN has no fast way for these. */
#ifndef UNET2D_EDGES_H
#define UNET2D_EDGES_H

#include "network.h"
#include "pool.h"
#include "slice.h"

struct first_convolution {
    size_t in, out, height, width;
    int center;           /* doubles the sample and subtracts 1 first */
    const float *weights; /* [out blocks][in][3][3][lanes] */
    const float *bias;    /* [out, rounded up] */
    size_t planes;        /* the offset of [images][in][height + 2][stride], the samples within a border of zeros */
    size_t output;
};

struct last_convolution {
    size_t in, out, height, width;
    const float *weights; /* [out][in blocks][3][3][lanes] */
    const float *bias;    /* [out] */
    size_t input;
};

/* Returns the size of an image's planes. */
size_t first_convolution_plane_bytes(const struct filter *filter, size_t height, size_t width);

/* Rearrange the weights, into the pool; return 0 when out of memory. Offsets are left to the caller. [prepare] */
int first_convolution_make(struct first_convolution *step, const struct filter *filter, size_t lanes, struct pool *pool);
int last_convolution_make(struct last_convolution *step, const struct filter *filter, size_t lanes, struct pool *pool);

/* [step] */
void first_convolution_run(const struct first_convolution *step, const struct slice *slice);
void last_convolution_run(const struct last_convolution *step, const struct slice *slice);

#endif
