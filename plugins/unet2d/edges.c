/* SPDX-License-Identifier: MIT */
/* How weights and samples are rearranged for the first and the last convolution. */
#include "edges.h"

#include <string.h>

/* The kernel reads up to 3 columns beyond the border of 2. */
static size_t plane_stride(size_t width)
{
    return width + 5;
}

size_t first_convolution_plane_bytes(const struct filter *filter, size_t height, size_t width)
{
    return filter->in * (height + 2) * plane_stride(width) * sizeof(float);
}

int first_convolution_make(struct first_convolution *step, const struct filter *filter, size_t lanes, struct pool *pool)
{
    const size_t out = round_up(filter->out, lanes);
    float *weights = pool_take(pool, out * filter->in * 9, sizeof *weights);
    float *bias = pool_take(pool, out, sizeof *bias);
    if (!weights || !bias) return 0;
    for (size_t o = 0; o < filter->out; o++)
        for (size_t k = 0; k < filter->in * 9; k++)
            weights[(o / lanes * filter->in * 9 + k) * lanes + o % lanes] = filter->weight[o * filter->in * 9 + k];
    memcpy(bias, filter->bias, filter->out * sizeof *bias);
    step->in = filter->in;
    step->out = filter->out;
    step->weights = weights;
    step->bias = bias;
    return 1;
}

int last_convolution_make(struct last_convolution *step, const struct filter *filter, size_t lanes, struct pool *pool)
{
    const size_t in = round_up(filter->in, lanes);
    float *weights = pool_take(pool, filter->out * in * 9, sizeof *weights);
    if (!weights) return 0;
    for (size_t o = 0; o < filter->out; o++)
        for (size_t i = 0; i < filter->in; i++)
            for (size_t k = 0; k < 9; k++)
                weights[((o * in / lanes + i / lanes) * 9 + k) * lanes + i % lanes] =
                    filter->weight[(o * filter->in + i) * 9 + k];
    step->in = filter->in;
    step->out = filter->out;
    step->weights = weights;
    step->bias = filter->bias;
    return 1;
}

static void first_of_image(const struct first_convolution *step, const struct slice *slice, size_t image)
{
    const struct kernels *kernels = slice->kernels;
    const size_t height = step->height, width = step->width, pixels = height * width, stride = plane_stride(width);
    const size_t plane = (height + 2) * stride, out = round_up(step->out, kernels->lanes);
    const float factor = step->center ? 2.0f : 1.0f, offset = step->center ? -1.0f : 0.0f;
    float *planes = slice_at(slice, step->planes) + image * step->in * plane;
    float *output = slice_at(slice, step->output) + image * out * pixels;
    memset(planes, 0, step->in * plane * sizeof *planes);
    for (size_t row = 0; row < step->in * height; row++) {
        const float *from = slice->sample + (image * step->in * height + row) * width;
        float *to = planes + row / height * plane + (row % height + 1) * stride + 1;
        for (size_t x = 0; x < width; x++) to[x] = from[x] * factor + offset;
    }
    for (size_t o = 0; o < out; o += kernels->lanes)
        kernels->first_convolution(planes, step->in, height, width, stride, step->weights + o * step->in * 9, step->bias + o,
                                   output + o * pixels);
}

void first_convolution_run(const struct first_convolution *step, const struct slice *slice)
{
#pragma omp parallel for schedule(static) num_threads((int)slice->threads) if (slice->threads > 1 && slice->images > 1)
    for (size_t image = 0; image < slice->images; image++) first_of_image(step, slice, image);
}

static void last_of_image(const struct last_convolution *step, const struct slice *slice, size_t image)
{
    const struct kernels *kernels = slice->kernels;
    const size_t pixels = step->height * step->width, in = round_up(step->in, kernels->lanes);
    const float *input = slice_at(slice, step->input) + image * in * pixels;
    for (size_t o = 0; o < step->out; o++) {
        float *output = slice->output + (image * step->out + o) * pixels;
        kernels->last_convolution(input, in / kernels->lanes, step->height, step->width, step->weights + o * in * 9,
                                  step->bias[o], output);
        if (slice->output_factors)
            for (size_t p = 0; p < pixels; p++) output[p] *= slice->output_factors[image];
    }
}

void last_convolution_run(const struct last_convolution *step, const struct slice *slice)
{
#pragma omp parallel for schedule(static) num_threads((int)slice->threads) if (slice->threads > 1 && slice->images > 1)
    for (size_t image = 0; image < slice->images; image++) last_of_image(step, slice, image);
}
