/* SPDX-License-Identifier: MIT */
/* The inner loops over blocked data that are compiled once for each instruction set, and the table they are called through. */
#ifndef UNET2D_KERNELS_H
#define UNET2D_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* What a tensor's values are stored in, and a convolution of it multiplies. */
enum precision { PRECISION_FLOAT32, PRECISION_BFLOAT16 };

enum activation { ACTIVATION_NONE, ACTIVATION_SILU, ACTIVATION_MISH, ACTIVATION_GELU, ACTIVATION_RELU };

/*
 * A block is the data of `lanes` neighbouring channels of one image: [pixels][lanes] floats, aligned to 64 bytes. oneDNN calls
 * the layout nChw16c or nChw8c.
 *
 * measure            each lane's mean, and the sum of its squared distances from it; mean and distances have `lanes` floats
 * add                adds to every pixel `bias`, which has `lanes` floats
 * activate           output = activation(input * scale + shift), stored in that precision; scale and shift have a value a lane
 * first_convolution  a 3x3 convolution from planes to one block; `planes` are [in][height + 2][plane_stride], with a border of
 *                    zeros around and plane_stride >= width + 5; weights are [in][3][3][lanes]
 * last_convolution   a 3x3 convolution from `blocks` blocks to one plane [height][width]; weights are [blocks][3][3][lanes]
 * multiply           c[rows][columns] = initial + a[rows][depth] b[depth][columns], where initial is a row or null; a and c
 *                    have room for a multiple of `rows_at_once` rows, all of which are worked on; columns, b_stride and
 *                    c_stride are multiples of `lanes`
 * soften             row[i] = exp(row[i] - the largest of row); returns the sum; count is a multiple of `lanes`
 */
struct kernels {
    const char *name;
    size_t lanes;
    size_t rows_at_once;
    void (*measure)(const float *input, size_t pixels, float *mean, float *distances);
    void (*add)(float *data, size_t pixels, const float *bias);
    void (*activate)(enum activation activation, const float *input, void *output, enum precision precision, size_t pixels,
                     const float *scale, const float *shift);
    void (*first_convolution)(const float *planes, size_t in, size_t height, size_t width, size_t plane_stride,
                              const float *weights, const float *bias, float *output);
    void (*last_convolution)(const float *input, size_t blocks, size_t height, size_t width, const float *weights, float bias,
                             float *output);
    void (*multiply)(size_t rows, size_t columns, size_t depth, const float *a, size_t a_stride, const float *b,
                     size_t b_stride, const float *initial, float *c, size_t c_stride);
    float (*soften)(float *row, size_t count);
};

/* Returns the table for the instruction set that oneDNN uses, so that both agree on the layout of blocks. */
const struct kernels *kernels_choose(void);

/* Returns whether that instruction set multiplies bfloat16. */
int kernels_have_bfloat16(void);

extern const struct kernels kernels_avx512, kernels_avx2, kernels_plain;

#endif
