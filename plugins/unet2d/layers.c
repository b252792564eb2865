/* SPDX-License-Identifier: MIT */
/* Which steps a residual block, an attention or a sampler becomes, and in which precision each part of it works. */
#include "layers.h"

#include <string.h>

/* Splits a filter by the maps that its input channels come from. */
static void split_filter(const struct builder *b, const struct filter *filter, struct feature_map *const *inputs,
                         size_t input_count, struct filter_part parts[2])
{
    size_t channel = 0, physical = 0;
    for (size_t i = 0; i < input_count; i++) {
        parts[i] = (struct filter_part){.weight = filter->weight,
                                        .bias = i == 0 ? filter->bias : NULL,
                                        .out = filter->out,
                                        .in = inputs[i]->channels,
                                        .weight_in = filter->in,
                                        .first_in = channel,
                                        .physical_in = physical};
        channel += inputs[i]->channels;
        physical += round_up(inputs[i]->channels, b->kernels->lanes);
    }
}

/* What a residual block's last convolution adds to: a map with no other user, which takes the place of the inputs. */
static struct feature_map *add_shortcut(struct builder *b, struct feature_map *const *inputs, size_t input_count,
                                        const struct resnet *resnet)
{
    struct feature_map *output;
    if (resnet->shortcut.weight) {
        struct filter_part parts[2];
        split_filter(b, &resnet->shortcut, inputs, input_count, parts);
        output = builder_map(b, PRECISION_FLOAT32, resnet->out, inputs[0]->height, inputs[0]->width);
        for (size_t i = 0; i < input_count; i++) {
            parts[i].physical_in = 0;
            builder_convolve(b, inputs[i], output, 1, &parts[i], 1, (struct manner){.adds = i > 0});
        }
    } else if (resnet->resampling != RESAMPLING_NONE) {
        output = builder_resample(b, inputs[0], resnet->resampling);
    } else if (input_count > 1 || inputs[0]->users > 1) {
        output = builder_copy(b, inputs, input_count, resnet->out);
    } else {
        return inputs[0];
    }
    for (size_t i = 0; i < input_count; i++) builder_drop(b, inputs[i]);
    return output;
}

/* The inputs, normalised and activated, and then resampled: what a residual block's first convolution takes. */
static struct feature_map *add_first_norm(struct builder *b, struct feature_map *const *inputs, size_t input_count,
                                          const struct resnet *resnet)
{
    const int resamples = resnet->resampling != RESAMPLING_NONE;
    const enum precision precision = resamples ? PRECISION_FLOAT32 : b->network->options.precision;
    size_t physical = 0;
    for (size_t i = 0; i < input_count; i++) physical += round_up(inputs[i]->channels, b->kernels->lanes);
    struct feature_map *normal = builder_map(b, precision, physical, inputs[0]->height, inputs[0]->width);
    builder_normalise(b, inputs, input_count, normal, &resnet->norm1,
                      (struct normal_manner){.activation = b->network->options.activation});
    if (!resamples) return normal;
    struct feature_map *resampled = builder_resample(b, normal, resnet->resampling);
    builder_drop(b, normal);
    return resampled;
}

/* The same for its second convolution: takes `hidden`, and lies in its place where the precisions allow. */
static struct feature_map *add_second_norm(struct builder *b, struct feature_map *hidden, const struct resnet *resnet)
{
    const struct options *options = &b->network->options;
    const int in_place = options->precision == hidden->precision;
    struct feature_map *normal =
        in_place ? hidden : builder_map(b, options->precision, hidden->channels, hidden->height, hidden->width);
    builder_normalise(b, &hidden, 1, normal, &resnet->norm2,
                      (struct normal_manner){.activation = options->activation,
                                             .time_use = options->scale_shift ? TIME_SCALES_AND_SHIFTS : TIME_ADDED,
                                             .time_column = resnet->time_column});
    if (!in_place) builder_drop(b, hidden);
    return normal;
}

struct feature_map *layer_resnet(struct builder *b, struct feature_map *const *inputs, size_t input_count,
                                 const struct resnet *resnet)
{
    struct manner manner = {.pad_before = 1, .pad_after = 1};
    struct filter_part parts[2];
    struct feature_map *normal = add_first_norm(b, inputs, input_count, resnet);
    struct feature_map *hidden = builder_map(b, PRECISION_FLOAT32, resnet->out, normal->height, normal->width);
    split_filter(b, &resnet->conv1, inputs, input_count, parts);
    builder_convolve(b, normal, hidden, 3, parts, input_count, manner);
    builder_drop(b, normal);
    normal = add_second_norm(b, hidden, resnet);
    struct feature_map *output = add_shortcut(b, inputs, input_count, resnet);
    manner.adds = 1;
    manner.divisor = resnet->divisor;
    builder_filter(b, normal, output, &resnet->conv2, manner);
    builder_drop(b, normal);
    return output;
}

static struct filter_part linear_part(const struct linear *linear, size_t physical_out)
{
    return (struct filter_part){.weight = linear->weight,
                                .bias = linear->bias,
                                .out = linear->out,
                                .in = linear->in,
                                .weight_in = linear->in,
                                .physical_out = physical_out};
}

void layer_attention(struct builder *b, struct feature_map *input, const struct attention *attention)
{
    const size_t inner = attention->heads * attention->head_channels, section = round_up(inner, b->kernels->lanes);
    struct feature_map *normal;
    if (attention->norm.weight) {
        normal = builder_map(b, b->network->options.precision, input->channels, input->height, input->width);
        builder_normalise(b, &input, 1, normal, &attention->norm, (struct normal_manner){0});
    } else {
        normal = builder_round(b, input);
    }
    struct feature_map *projected = builder_map(b, PRECISION_FLOAT32, 3 * section, input->height, input->width);
    const struct filter_part parts[] = {linear_part(&attention->query, 0), linear_part(&attention->key, section),
                                        linear_part(&attention->value, 2 * section)};
    builder_convolve(b, normal, projected, 1, parts, 3, (struct manner){0});
    builder_drop(b, normal);
    struct feature_map *mixed = builder_map(b, PRECISION_FLOAT32, inner, input->height, input->width);
    struct heads heads = {.heads = attention->heads,
                          .head_channels = attention->head_channels,
                          .pixels = input->height * input->width,
                          .input = projected->data,
                          .output = mixed->data};
    heads.work_bytes = heads_work_bytes(&heads, b->kernels);
    heads.work = scratch_take(&b->plan, b->program->shape.threads * heads.work_bytes);
    builder_step(b, STEP_HEADS)->as.heads = heads;
    scratch_release(&b->plan, heads.work);
    builder_drop(b, projected);
    const struct filter_part out = linear_part(&attention->projection, 0);
    builder_convolve(b, mixed, input, 1, &out, 1, (struct manner){.adds = 1, .divisor = attention->divisor});
    builder_drop(b, mixed);
}

/* Doubles the images and convolves them: at once and then adds the bias, or, where oneDNN has no way for that, in two steps. */
static struct feature_map *add_doubling(struct builder *b, struct feature_map *input, const struct filter *filter)
{
    struct manner manner = {.pad_before = 1, .pad_after = 1, .doubles = 1};
    struct feature_map *rounded = builder_round(b, input);
    struct feature_map *output = builder_map(b, PRECISION_FLOAT32, input->channels, input->height * 2, input->width * 2);
    if (builder_filter(b, rounded, output, filter, manner)) {
        float *bias = pool_take(&b->program->pool, round_up(filter->out, b->kernels->lanes), sizeof *bias);
        if (bias)
            memcpy(bias, filter->bias, filter->out * sizeof *bias);
        else
            builder_out_of_memory(b);
        builder_step(b, STEP_BIAS)->as.bias = (struct bias){.map = *output, .bias = bias};
    } else {
        struct feature_map *doubled = builder_resample(b, input, RESAMPLING_UP);
        manner.doubles = 0;
        builder_filter(b, doubled, output, filter, manner);
        builder_drop(b, doubled);
    }
    builder_drop(b, rounded);
    return output;
}

struct feature_map *layer_sampler(struct builder *b, struct feature_map *input, const struct stage *stage,
                                  enum resampling resampling)
{
    const size_t padding = (size_t)b->network->options.downsample_padding;
    struct feature_map *output;
    if (stage->sampler == SAMPLER_RESNET) return layer_resnet(b, &input, 1, &stage->sampler_resnet);
    if (resampling == RESAMPLING_DOWN) {
        struct feature_map *rounded = builder_round(b, input);
        output = builder_map(b, PRECISION_FLOAT32, input->channels, input->height / 2, input->width / 2);
        builder_filter(b, rounded, output, &stage->sampler_filter,
                       (struct manner){.stride = 2, .pad_before = padding, .pad_after = 1});
        builder_drop(b, rounded);
    } else {
        output = add_doubling(b, input, &stage->sampler_filter);
    }
    builder_drop(b, input);
    return output;
}
