/* SPDX-License-Identifier: MIT */
/* Group norm (Wu and He, 2018, equations 1 and 7) from each channel's own mean and squared distances. */
#include "normalisation.h"

#include <math.h>
#include <string.h>

/* Where channels of a part are found: its statistics, and where its blocks begin among those of all parts. */
struct channels {
    const float *mean, *distances;
    size_t physical;
};

static struct channels channels_at(const struct normalisation *step, const struct slice *slice, size_t image, size_t channel)
{
    const size_t part = step->part_count == 2 && channel >= step->parts[0].channels;
    const struct feature_map *map = &step->parts[part];
    const size_t lanes = slice->kernels->lanes, width = round_up(map->channels, lanes);
    const size_t within = part ? channel - step->parts[0].channels : channel;
    const float *mean = slice_at(slice, map->statistics) + image * 2 * width + within;
    return (struct channels){
        .mean = mean, .distances = mean + width, .physical = within + (part ? round_up(step->parts[0].channels, lanes) : 0)};
}

static void measure(const struct feature_map *map, const struct slice *slice, size_t image)
{
    const struct kernels *kernels = slice->kernels;
    const size_t pixels = map->height * map->width, width = round_up(map->channels, kernels->lanes);
    const float *input = slice_at(slice, map->data) + image * width * pixels;
    float *mean = slice_at(slice, map->statistics) + image * 2 * width;
    for (size_t channel = 0; channel < width; channel += kernels->lanes)
        kernels->measure(input + channel * pixels, pixels, mean + channel, mean + width + channel);
}

/*
 * Fills in each channel's scale and shift. A value t that is added to a whole channel moves its mean and nothing else; so the
 * channel's values x become (x + t - mean) * weight / deviation + bias.
 */
static void find_coefficients(const struct normalisation *step, const struct slice *slice, size_t image, float *scales,
                              float *shifts)
{
    const struct norm *norm = &step->norm;
    const size_t size = norm->channels / norm->groups;
    const double pixels = (double)(step->parts[0].height * step->parts[0].width);
    const float *time = slice->time + image * slice->time_stride + step->time_column;
    const size_t time_width = round_up(norm->channels, slice->kernels->lanes);
    for (size_t begin = 0; begin < norm->channels; begin += size) {
        double mean = 0.0, distances = 0.0;
        for (size_t channel = begin; channel < begin + size; channel++)
            mean += (double)*channels_at(step, slice, image, channel).mean +
                    (step->time_use == TIME_ADDED ? (double)time[channel] : 0.0);
        mean /= (double)size;
        for (size_t channel = begin; channel < begin + size; channel++) {
            const struct channels at = channels_at(step, slice, image, channel);
            const double added = step->time_use == TIME_ADDED ? (double)time[channel] : 0.0;
            const double distance = (double)*at.mean + added - mean;
            distances += (double)*at.distances + pixels * distance * distance;
        }
        const double factor = 1.0 / sqrt(distances / (pixels * (double)size) + step->epsilon);
        for (size_t channel = begin; channel < begin + size; channel++) {
            const size_t physical = channels_at(step, slice, image, channel).physical;
            const double added = step->time_use == TIME_ADDED ? (double)time[channel] : 0.0;
            double scale = (double)norm->weight[channel] * factor;
            double shift = (added - mean) * scale + (double)norm->bias[channel];
            if (step->time_use == TIME_SCALES_AND_SHIFTS) {
                const double by = 1.0 + (double)time[channel];
                scale *= by;
                shift = shift * by + (double)time[time_width + channel];
            }
            scales[physical] = (float)scale;
            shifts[physical] = (float)shift;
        }
    }
}

static void normalise_image(const struct normalisation *step, const struct slice *slice, size_t image)
{
    const struct kernels *kernels = slice->kernels;
    const size_t lanes = kernels->lanes, pixels = step->parts[0].height * step->parts[0].width;
    size_t width = 0;
    for (size_t part = 0; part < step->part_count; part++) width += round_up(step->parts[part].channels, lanes);
    float *scales = slice_at(slice, step->coefficients) + image * 2 * width, *shifts = scales + width;
    const size_t block_values = lanes * pixels, block_bytes = block_values * value_bytes(step->precision);
    char *output = slice->scratch + step->output + image * width / lanes * block_bytes;
    for (size_t part = 0; part < step->part_count; part++)
        if (!step->parts[part].measured) measure(&step->parts[part], slice, image);
    memset(scales, 0, 2 * width * sizeof *scales);
    find_coefficients(step, slice, image, scales, shifts);
    for (size_t part = 0; part < step->part_count; part++) {
        const size_t part_width = round_up(step->parts[part].channels, lanes);
        const float *input = slice_at(slice, step->parts[part].data) + image * part_width * pixels;
        for (size_t block = 0; block < part_width / lanes; block++) {
            kernels->activate(step->activation, input + block * block_values, output, step->precision, pixels, scales, shifts);
            output += block_bytes;
            scales += lanes;
            shifts += lanes;
        }
    }
}

void normalisation_run(const struct normalisation *step, const struct slice *slice)
{
#pragma omp parallel for schedule(static) num_threads((int)slice->threads) if (slice->threads > 1 && slice->images > 1)
    for (size_t image = 0; image < slice->images; image++) normalise_image(step, slice, image);
}
