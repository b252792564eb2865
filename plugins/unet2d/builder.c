/* SPDX-License-Identifier: MIT */
/* How each kind of step is filled in, and which of its tensors' memory is free again after it. */
#include "builder.h"

#include <stdlib.h>

void builder_out_of_memory(struct builder *b)
{
    if (b->status == LB_OK) b->status = lb_fail(b->onednn.view, "out of memory");
}

struct step *builder_step(struct builder *b, enum step_kind kind)
{
    struct program *program = b->program;
    struct step *steps = NULL;
    if (b->status == LB_OK) steps = realloc(program->steps, (program->step_count + 1) * sizeof *steps);
    if (!steps) {
        builder_out_of_memory(b);
        return &b->spare;
    }
    program->steps = steps;
    steps[program->step_count] = (struct step){.kind = kind};
    return &steps[program->step_count++];
}

struct feature_map *builder_map(struct builder *b, enum precision precision, size_t channels, size_t height, size_t width)
{
    const size_t images = b->program->shape.images, physical = round_up(channels, b->kernels->lanes);
    const size_t data_bytes = round_up(images * physical * height * width * value_bytes(precision), 64);
    struct feature_map *map = b->maps;
    while (map->users) map++;
    *map = (struct feature_map){.channels = channels, .height = height, .width = width, .precision = precision, .users = 1};
    map->data = scratch_take(&b->plan, data_bytes + images * 2 * physical * sizeof(float));
    map->statistics = map->data + data_bytes;
    return map;
}

void builder_drop(struct builder *b, struct feature_map *map)
{
    if (--map->users == 0) scratch_release(&b->plan, map->data);
}

void builder_normalise(struct builder *b, struct feature_map *const *inputs, size_t input_count, struct feature_map *output,
                       const struct norm *norm, struct normal_manner manner)
{
    const size_t width = round_up(output->channels, b->kernels->lanes);
    const size_t coefficients = scratch_take(&b->plan, b->program->shape.images * 2 * width * sizeof(float));
    struct step *step = builder_step(b, STEP_NORMALISE);
    step->as.normalise = (struct normalisation){.part_count = input_count,
                                                .output = output->data,
                                                .precision = output->precision,
                                                .coefficients = coefficients,
                                                .norm = *norm,
                                                .epsilon = b->network->options.norm_eps,
                                                .time_use = manner.time_use,
                                                .time_column = manner.time_column,
                                                .activation = manner.activation};
    for (size_t i = 0; i < input_count; i++) {
        step->as.normalise.parts[i] = *inputs[i];
        inputs[i]->measured = 1;
    }
    scratch_release(&b->plan, coefficients);
}

int builder_convolve(struct builder *b, const struct feature_map *input, struct feature_map *output, size_t kernel,
                     const struct filter_part *parts, size_t part_count, struct manner manner)
{
    struct convolution convolution = {0};
    const struct convolution_shape shape = {.images = b->program->shape.images,
                                            .in = round_up(input->channels, b->kernels->lanes),
                                            .out = round_up(output->channels, b->kernels->lanes),
                                            .height = input->height,
                                            .width = input->width,
                                            .kernel = kernel,
                                            .stride = manner.stride ? manner.stride : 1,
                                            .pad_before = manner.pad_before,
                                            .pad_after = manner.pad_after,
                                            .doubles = manner.doubles,
                                            .adds = manner.adds,
                                            .factor = manner.divisor != 0.0 ? (float)(1.0 / manner.divisor) : 1.0f,
                                            .precision = input->precision};
    if (b->status == LB_OK) {
        const lb_status status = convolution_make(&convolution, &b->onednn, &shape, parts, part_count);
        if (status == LB_UNSUPPORTED) return 0;
        b->status = status;
    }
    convolution.offsets[CONVOLUTION_INPUT] = input->data;
    convolution.offsets[CONVOLUTION_OUTPUT] = output->data;
    convolution.offsets[CONVOLUTION_SCRATCHPAD] = scratch_take(&b->plan, convolution.scratchpad_bytes);
    scratch_release(&b->plan, convolution.offsets[CONVOLUTION_SCRATCHPAD]);
    builder_step(b, STEP_CONVOLVE)->as.convolve = convolution;
    output->measured = 0;
    return 1;
}

int builder_filter(struct builder *b, const struct feature_map *input, struct feature_map *output, const struct filter *filter,
                   struct manner manner)
{
    const struct filter_part part = {
        .weight = filter->weight, .bias = filter->bias, .out = filter->out, .in = filter->in, .weight_in = filter->in};
    return builder_convolve(b, input, output, filter->kernel, &part, 1, manner);
}

struct feature_map *builder_resample(struct builder *b, const struct feature_map *input, enum resampling resampling)
{
    const int up = resampling == RESAMPLING_UP;
    const size_t height = up ? input->height * 2 : input->height / 2, width = up ? input->width * 2 : input->width / 2;
    struct feature_map *output = builder_map(b, PRECISION_FLOAT32, input->channels, height, width);
    builder_step(b, STEP_RESAMPLE)->as.resample =
        (struct resample){.input = *input, .output = *output, .resampling = resampling};
    return output;
}

struct feature_map *builder_copy(struct builder *b, struct feature_map *const *inputs, size_t input_count, size_t channels)
{
    struct feature_map *output = builder_map(b, PRECISION_FLOAT32, channels, inputs[0]->height, inputs[0]->width);
    size_t channel = 0;
    for (size_t i = 0; i < input_count; i++) {
        builder_step(b, STEP_COPY)->as.copy = (struct copy){.input = *inputs[i], .output = *output, .first_channel = channel};
        channel += inputs[i]->channels;
    }
    return output;
}

struct feature_map *builder_round(struct builder *b, struct feature_map *input)
{
    const enum precision precision = b->network->options.precision;
    if (input->precision == precision) {
        input->users++;
        return input;
    }
    struct feature_map *output = builder_map(b, precision, input->channels, input->height, input->width);
    builder_step(b, STEP_ROUND)->as.round = (struct rounding){.input = *input, .output = output->data};
    return output;
}
