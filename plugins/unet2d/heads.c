/* SPDX-License-Identifier: MIT */
/* Scaled dot-product attention (Vaswani et al., 2017, equation 1), a few queries at a time. */
#include "heads.h"

#include <math.h>
#include <omp.h>
#include <string.h>

/* Queries at a time: their scores stay in the cache. A multiple of every rows_at_once. */
#define QUERIES 32

/* A head's matrices in working memory, rows filled up to whole vectors. */
struct matrices {
    float *queries; /* [QUERIES][head_channels] */
    float *keys;    /* [head_channels][keys_stride], transposed */
    float *values;  /* [pixels][channels_stride] */
    float *scores;  /* [QUERIES][keys_stride] */
    float *sums;    /* [QUERIES][channels_stride] */
    size_t keys_stride, channels_stride;
};

static struct matrices lay_out(const struct heads *step, const struct kernels *kernels, float *work, size_t *bytes)
{
    struct matrices m = {.keys_stride = round_up(step->pixels, kernels->lanes),
                         .channels_stride = round_up(step->head_channels, kernels->lanes)};
    const size_t sizes[] = {round_up(QUERIES * step->head_channels, 16), step->head_channels * m.keys_stride,
                            step->pixels * m.channels_stride, QUERIES * m.keys_stride, QUERIES * m.channels_stride};
    float **const matrices[] = {&m.queries, &m.keys, &m.values, &m.scores, &m.sums};
    size_t offset = 0;
    for (size_t i = 0; i < 5; i++) {
        if (work) *matrices[i] = work + offset;
        offset += round_up(sizes[i], 16);
    }
    if (bytes) *bytes = offset * sizeof(float);
    return m;
}

size_t heads_work_bytes(const struct heads *step, const struct kernels *kernels)
{
    size_t bytes;
    lay_out(step, kernels, NULL, &bytes);
    return bytes;
}

/* The channels of a head that lie in one block: neighbours in every pixel. */
struct run {
    size_t count;
    size_t offset; /* of the first, in the first pixel */
};

static struct run run_at(size_t channel, size_t end, size_t pixels, size_t lanes)
{
    const size_t lane = channel % lanes, count = lanes - lane;
    return (struct run){.count = count < end - channel ? count : end - channel, .offset = (channel - lane) * pixels + lane};
}

/* Copies channels [first, end) of `count` pixels to rows. */
static void gather_rows(const float *blocks, size_t pixels, size_t lanes, size_t first, size_t end, size_t count, float *rows,
                        size_t stride)
{
    for (size_t channel = first; channel < end;) {
        const struct run run = run_at(channel, end, pixels, lanes);
        for (size_t p = 0; p < count; p++)
            memcpy(rows + p * stride + (channel - first), blocks + run.offset + p * lanes, run.count * sizeof *rows);
        channel += run.count;
    }
}

/* Copies channels [first, end) of all pixels to columns, multiplied by `factor`. */
static void gather_columns(const float *blocks, size_t pixels, size_t lanes, size_t first, size_t end, float factor,
                           float *columns, size_t stride)
{
    for (size_t channel = first; channel < end; channel++) {
        const float *from = blocks + run_at(channel, end, pixels, lanes).offset;
        float *to = columns + (channel - first) * stride;
        for (size_t p = 0; p < pixels; p++) to[p] = from[p * lanes] * factor;
    }
}

/* The other way around: rows, each multiplied by its factor, to channels [first, end) of `count` pixels. */
static void scatter_rows(const float *rows, size_t stride, const float *factors, size_t pixels, size_t lanes, size_t first,
                         size_t end, size_t count, float *blocks)
{
    for (size_t channel = first; channel < end;) {
        const struct run run = run_at(channel, end, pixels, lanes);
        for (size_t p = 0; p < count; p++)
            for (size_t i = 0; i < run.count; i++)
                blocks[run.offset + p * lanes + i] = rows[p * stride + (channel - first) + i] * factors[p];
        channel += run.count;
    }
}

static void head_run(const struct heads *step, const struct kernels *kernels, size_t head, const float *input, float *output,
                     float *work)
{
    const struct matrices m = lay_out(step, kernels, work, NULL);
    const size_t lanes = kernels->lanes, pixels = step->pixels, channels = step->head_channels;
    const size_t section = round_up(step->heads * channels, lanes) * pixels;
    const size_t first = head * channels, end = first + channels;
    const float scale = 1.0f / sqrtf((float)channels);
    memset(m.keys, 0, channels * m.keys_stride * sizeof *m.keys);
    memset(m.values, 0, pixels * m.channels_stride * sizeof *m.values);
    memset(m.queries, 0, QUERIES * channels * sizeof *m.queries);
    gather_columns(input + section, pixels, lanes, first, end, scale, m.keys, m.keys_stride);
    gather_rows(input + 2 * section, pixels, lanes, first, end, pixels, m.values, m.channels_stride);
    for (size_t begin = 0; begin < pixels; begin += QUERIES) {
        const size_t count = pixels - begin < QUERIES ? pixels - begin : QUERIES;
        float factors[QUERIES];
        gather_rows(input + begin * lanes, pixels, lanes, first, end, count, m.queries, channels);
        kernels->multiply(count, m.keys_stride, channels, m.queries, channels, m.keys, m.keys_stride, NULL, m.scores,
                          m.keys_stride);
        for (size_t q = 0; q < count; q++) {
            float *row = m.scores + q * m.keys_stride;
            for (size_t p = pixels; p < m.keys_stride; p++) row[p] = -INFINITY;
            factors[q] = 1.0f / kernels->soften(row, m.keys_stride);
        }
        kernels->multiply(count, m.channels_stride, pixels, m.scores, m.keys_stride, m.values, m.channels_stride, NULL, m.sums,
                          m.channels_stride);
        scatter_rows(m.sums, m.channels_stride, factors, pixels, lanes, first, end, count, output + begin * lanes);
    }
}

/* The lanes behind the last channel must be zero. */
static void clear_rest(const struct heads *step, size_t lanes, float *output)
{
    for (size_t channel = step->heads * step->head_channels; channel % lanes; channel++)
        for (size_t p = 0; p < step->pixels; p++) output[(channel / lanes * step->pixels + p) * lanes + channel % lanes] = 0.0f;
}

void heads_run(const struct heads *step, const struct slice *slice)
{
    const struct kernels *kernels = slice->kernels;
    const size_t inner = round_up(step->heads * step->head_channels, kernels->lanes) * step->pixels;
#pragma omp parallel for schedule(static) num_threads((int)slice->threads) if (slice->threads > 1)
    for (size_t i = 0; i < slice->images * step->heads; i++) {
        const size_t image = i / step->heads, head = i % step->heads;
        float *work = slice_at(slice, step->work + (size_t)omp_get_thread_num() * step->work_bytes);
        float *output = slice_at(slice, step->output) + image * inner;
        if (head == 0) clear_rest(step, kernels->lanes, output);
        head_run(step, kernels, head, slice_at(slice, step->input) + image * 3 * inner, output, work);
    }
}
