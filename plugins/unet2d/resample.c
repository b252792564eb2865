/* SPDX-License-Identifier: MIT */
/* How pixels of blocked tensors are averaged, repeated, copied, rounded and shifted. */
#include "resample.h"

#include <string.h>

static void halve(const float *restrict in, float *restrict out, size_t height, size_t width, size_t lanes)
{
    for (size_t y = 0; y < height / 2; y++)
        for (size_t x = 0; x < width / 2; x++, out += lanes) {
            const float *upper = in + (2 * y * width + 2 * x) * lanes, *lower = upper + width * lanes;
            for (size_t lane = 0; lane < lanes; lane++)
                out[lane] = (upper[lane] + upper[lanes + lane] + lower[lane] + lower[lanes + lane]) * 0.25f;
        }
}

static void repeat(const float *restrict in, float *restrict out, size_t height, size_t width, size_t lanes)
{
    for (size_t y = 0; y < height * 2; y++)
        for (size_t x = 0; x < width * 2; x++, out += lanes)
            memcpy(out, in + (y / 2 * width + x / 2) * lanes, lanes * sizeof *out);
}

void resample_run(const struct resample *step, const struct slice *slice)
{
    const size_t lanes = slice->kernels->lanes;
    const size_t blocks = slice->images * (round_up(step->input.channels, lanes) / lanes);
    const size_t in_size = step->input.height * step->input.width * lanes;
    const size_t out_size = step->output.height * step->output.width * lanes;
    const float *input = slice_at(slice, step->input.data);
    float *output = slice_at(slice, step->output.data);
#pragma omp parallel for schedule(static) num_threads((int)slice->threads) if (slice->threads > 1 && slice->images > 1)
    for (size_t block = 0; block < blocks; block++)
        (step->resampling == RESAMPLING_DOWN ? halve : repeat)(input + block * in_size, output + block * out_size,
                                                               step->input.height, step->input.width, lanes);
}

/* Where channels do not begin at a block, lane by lane; the first that come clear what lies behind them. */
static void copy_lanes(const struct copy *step, const float *input, float *output, size_t lanes)
{
    const size_t pixels = step->input.height * step->input.width;
    for (size_t channel = 0; channel < step->input.channels; channel++) {
        const size_t to = step->first_channel + channel;
        const float *from_lane = input + channel / lanes * lanes * pixels + channel % lanes;
        float *to_lane = output + to / lanes * lanes * pixels + to % lanes;
        if (to % lanes == 0) memset(to_lane, 0, pixels * lanes * sizeof *to_lane);
        for (size_t p = 0; p < pixels; p++) to_lane[p * lanes] = from_lane[p * lanes];
    }
}

void copy_run(const struct copy *step, const struct slice *slice)
{
    const size_t lanes = slice->kernels->lanes, pixels = step->input.height * step->input.width;
    const size_t in_size = round_up(step->input.channels, lanes) * pixels;
    const size_t out_size = round_up(step->output.channels, lanes) * pixels;
    for (size_t image = 0; image < slice->images; image++) {
        const float *input = slice_at(slice, step->input.data) + image * in_size;
        float *output = slice_at(slice, step->output.data) + image * out_size;
        if (step->first_channel % lanes)
            copy_lanes(step, input, output, lanes);
        else
            memcpy(output + step->first_channel * pixels, input, in_size * sizeof *output);
    }
}

void rounding_run(const struct rounding *step, const struct slice *slice)
{
    static const _Alignas(64) float ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, zeros[16] = {0};
    const size_t lanes = slice->kernels->lanes, pixels = step->input.height * step->input.width;
    const size_t values = round_up(step->input.channels, lanes) * pixels;
    const float *input = slice_at(slice, step->input.data);
    uint16_t *output = (uint16_t *)(void *)slice_at(slice, step->output);
#pragma omp parallel for schedule(static) num_threads((int)slice->threads) if (slice->threads > 1 && slice->images > 1)
    for (size_t image = 0; image < slice->images; image++)
        slice->kernels->activate(ACTIVATION_NONE, input + image * values, output + image * values, PRECISION_BFLOAT16,
                                 values / lanes, ones, zeros);
}

void bias_run(const struct bias *step, const struct slice *slice)
{
    const size_t lanes = slice->kernels->lanes, pixels = step->map.height * step->map.width;
    const size_t blocks = round_up(step->map.channels, lanes) / lanes;
    float *data = slice_at(slice, step->map.data);
#pragma omp parallel for schedule(static) num_threads((int)slice->threads) if (slice->threads > 1 && slice->images > 1)
    for (size_t i = 0; i < slice->images * blocks; i++)
        slice->kernels->add(data + i * pixels * lanes, pixels, step->bias + i % blocks * lanes);
}
