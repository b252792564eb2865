/* SPDX-License-Identifier: MIT */
/* How the network's layers become steps, and which tensors lie where while they run. */
#include "program.h"

#include "scratch.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* What a build works with. After the first failure the rest is gone through without effect. */
struct builder {
    struct program *program;
    const struct network *network;
    const struct kernels *kernels;
    struct onednn onednn;
    struct scratch_plan plan;
    lb_status status;
    struct step spare;                       /* what steps are written to after a failure */
    struct feature_map maps[SCRATCH_PIECES]; /* free where it has no users */
    struct feature_map *skips[SCRATCH_PIECES];
    size_t skip_count;
};

static struct step *add_step(struct builder *b, enum step_kind kind)
{
    struct program *program = b->program;
    struct step *steps = NULL;
    if (b->status == LB_OK) steps = realloc(program->steps, (program->step_count + 1) * sizeof *steps);
    if (!steps) {
        if (b->status == LB_OK) b->status = lb_fail(b->onednn.view, "out of memory");
        return &b->spare;
    }
    program->steps = steps;
    steps[program->step_count] = (struct step){.kind = kind};
    return &steps[program->step_count++];
}

/* A new tensor of the slice's images, with one user. */
static struct feature_map *add_map(struct builder *b, size_t channels, size_t height, size_t width)
{
    const size_t images = b->program->images, physical = round_up(channels, b->kernels->lanes);
    const size_t data_bytes = round_up(images * physical * height * width * sizeof(float), 64);
    struct feature_map *map = b->maps;
    while (map->users) map++;
    *map = (struct feature_map){.channels = channels, .height = height, .width = width, .users = 1};
    map->data = scratch_take(&b->plan, data_bytes + images * 2 * physical * sizeof(float));
    map->statistics = map->data + data_bytes;
    return map;
}

static void drop_map(struct builder *b, struct feature_map *map)
{
    if (--map->users == 0) scratch_release(&b->plan, map->data);
}

/* Normalises one map, or two as one, into `output`. */
static void add_normalisation(struct builder *b, struct feature_map *const *inputs, size_t input_count,
                              struct feature_map *output, const struct norm *norm, enum activation activation,
                              enum time_use time_use, size_t time_column)
{
    const size_t coefficient_bytes = b->program->images * 2 * round_up(output->channels, b->kernels->lanes) * sizeof(float);
    const size_t coefficients = scratch_take(&b->plan, coefficient_bytes);
    struct step *step = add_step(b, STEP_NORMALISE);
    step->as.normalise = (struct normalisation){.part_count = input_count,
                                                .output = output->data,
                                                .coefficients = coefficients,
                                                .norm = *norm,
                                                .epsilon = b->network->options.norm_eps,
                                                .time_use = time_use,
                                                .time_column = time_column,
                                                .activation = activation};
    for (size_t i = 0; i < input_count; i++) {
        step->as.normalise.parts[i] = *inputs[i];
        inputs[i]->measured = 1;
    }
    scratch_release(&b->plan, coefficients);
}

/* How a convolution differs from a plain one. */
struct manner {
    size_t stride, pad_before, pad_after;
    int doubles, adds;
    double divisor;
};

/* Returns 0, and adds nothing, where oneDNN has no fast way of doubling. */
static int add_convolution(struct builder *b, const struct feature_map *input, struct feature_map *output, size_t kernel,
                           const struct filter_part *parts, size_t part_count, struct manner manner)
{
    struct convolution convolution = {0};
    const struct convolution_shape shape = {.images = b->program->images,
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
                                            .factor = manner.divisor != 0.0 ? (float)(1.0 / manner.divisor) : 1.0f};
    if (b->status == LB_OK) {
        const lb_status status = convolution_make(&convolution, &b->onednn, &shape, parts, part_count);
        if (status == LB_UNSUPPORTED) return 0;
        b->status = status;
    }
    convolution.offsets[CONVOLUTION_INPUT] = input->data;
    convolution.offsets[CONVOLUTION_OUTPUT] = output->data;
    convolution.offsets[CONVOLUTION_SCRATCHPAD] = scratch_take(&b->plan, convolution.scratchpad_bytes);
    scratch_release(&b->plan, convolution.offsets[CONVOLUTION_SCRATCHPAD]);
    add_step(b, STEP_CONVOLVE)->as.convolve = convolution;
    output->measured = 0;
    return 1;
}

/* A convolution whose channels are those of its input and output. */
static int add_filter(struct builder *b, const struct feature_map *input, struct feature_map *output,
                      const struct filter *filter, struct manner manner)
{
    const struct filter_part part = {
        .weight = filter->weight, .bias = filter->bias, .out = filter->out, .in = filter->in, .weight_in = filter->in};
    return add_convolution(b, input, output, filter->kernel, &part, 1, manner);
}

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

static struct feature_map *add_resampled(struct builder *b, struct feature_map *input, enum resampling resampling)
{
    const int up = resampling == RESAMPLING_UP;
    struct feature_map *output =
        add_map(b, input->channels, up ? input->height * 2 : input->height / 2, up ? input->width * 2 : input->width / 2);
    add_step(b, STEP_RESAMPLE)->as.resample = (struct resample){.input = *input, .output = *output, .resampling = resampling};
    return output;
}

static struct feature_map *add_copy(struct builder *b, struct feature_map *const *inputs, size_t input_count, size_t channels)
{
    struct feature_map *output = add_map(b, channels, inputs[0]->height, inputs[0]->width);
    size_t channel = 0;
    for (size_t i = 0; i < input_count; i++) {
        add_step(b, STEP_COPY)->as.copy = (struct copy){.input = *inputs[i], .output = *output, .first_channel = channel};
        channel += inputs[i]->channels;
    }
    return output;
}

/* What a residual block's last convolution adds to: a map with no other user, which takes the place of the inputs. */
static struct feature_map *add_shortcut(struct builder *b, struct feature_map *const *inputs, size_t input_count,
                                        const struct resnet *resnet)
{
    struct feature_map *output;
    if (resnet->shortcut.weight) {
        struct filter_part parts[2];
        split_filter(b, &resnet->shortcut, inputs, input_count, parts);
        output = add_map(b, resnet->out, inputs[0]->height, inputs[0]->width);
        for (size_t i = 0; i < input_count; i++) {
            parts[i].physical_in = 0;
            add_convolution(b, inputs[i], output, 1, &parts[i], 1, (struct manner){.adds = i > 0});
        }
    } else if (resnet->resampling != RESAMPLING_NONE) {
        output = add_resampled(b, inputs[0], resnet->resampling);
    } else if (input_count > 1 || inputs[0]->users > 1) {
        output = add_copy(b, inputs, input_count, resnet->out);
    } else {
        return inputs[0];
    }
    for (size_t i = 0; i < input_count; i++) drop_map(b, inputs[i]);
    return output;
}

/* Takes the inputs, gives the output. */
static struct feature_map *add_resnet(struct builder *b, struct feature_map *const *inputs, size_t input_count,
                                      const struct resnet *resnet)
{
    const struct options *options = &b->network->options;
    const struct manner padded = {.pad_before = 1, .pad_after = 1};
    struct filter_part parts[2];
    size_t physical = 0;
    for (size_t i = 0; i < input_count; i++) physical += round_up(inputs[i]->channels, b->kernels->lanes);
    struct feature_map *normal = add_map(b, physical, inputs[0]->height, inputs[0]->width);
    add_normalisation(b, inputs, input_count, normal, &resnet->norm1, options->activation, TIME_UNUSED, 0);
    if (resnet->resampling != RESAMPLING_NONE) {
        struct feature_map *resampled = add_resampled(b, normal, resnet->resampling);
        drop_map(b, normal);
        normal = resampled;
    }
    struct feature_map *hidden = add_map(b, resnet->out, normal->height, normal->width);
    split_filter(b, &resnet->conv1, inputs, input_count, parts);
    add_convolution(b, normal, hidden, 3, parts, input_count, padded);
    drop_map(b, normal);
    add_normalisation(b, &hidden, 1, hidden, &resnet->norm2, options->activation,
                      options->scale_shift ? TIME_SCALES_AND_SHIFTS : TIME_ADDED, resnet->time_column);
    struct feature_map *output = add_shortcut(b, inputs, input_count, resnet);
    add_filter(b, hidden, output, &resnet->conv2,
               (struct manner){.pad_before = 1, .pad_after = 1, .adds = 1, .divisor = resnet->divisor});
    drop_map(b, hidden);
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

/* Adds to the input, which must have no other user, what attention makes of it. */
static void add_attention(struct builder *b, struct feature_map *input, const struct attention *attention)
{
    const size_t inner = attention->heads * attention->head_channels, section = round_up(inner, b->kernels->lanes);
    struct feature_map *normal = input;
    input->users++;
    if (attention->norm.weight) {
        drop_map(b, input);
        normal = add_map(b, input->channels, input->height, input->width);
        add_normalisation(b, &input, 1, normal, &attention->norm, ACTIVATION_NONE, TIME_UNUSED, 0);
    }
    struct feature_map *projected = add_map(b, 3 * section, input->height, input->width);
    const struct filter_part parts[] = {linear_part(&attention->query, 0), linear_part(&attention->key, section),
                                        linear_part(&attention->value, 2 * section)};
    add_convolution(b, normal, projected, 1, parts, 3, (struct manner){0});
    drop_map(b, normal);
    struct feature_map *mixed = add_map(b, inner, input->height, input->width);
    struct heads heads = {.heads = attention->heads,
                          .head_channels = attention->head_channels,
                          .pixels = input->height * input->width,
                          .input = projected->data,
                          .output = mixed->data,
                          .threads = (size_t)omp_get_max_threads()};
    heads.work_bytes = heads_work_bytes(&heads, b->kernels);
    heads.work = scratch_take(&b->plan, heads.threads * heads.work_bytes);
    add_step(b, STEP_HEADS)->as.heads = heads;
    scratch_release(&b->plan, heads.work);
    drop_map(b, projected);
    const struct filter_part out = linear_part(&attention->projection, 0);
    add_convolution(b, mixed, input, 1, &out, 1, (struct manner){.adds = 1, .divisor = attention->divisor});
    drop_map(b, mixed);
}

/* Doubles the images and convolves them: at once and then adds the bias, or, where oneDNN has no way for that, in two steps. */
static struct feature_map *add_doubling(struct builder *b, struct feature_map *input, const struct filter *filter)
{
    struct feature_map *output = add_map(b, input->channels, input->height * 2, input->width * 2);
    if (add_filter(b, input, output, filter, (struct manner){.pad_before = 1, .pad_after = 1, .doubles = 1})) {
        float *bias = pool_take(&b->program->pool, round_up(filter->out, b->kernels->lanes), sizeof *bias);
        if (bias)
            memcpy(bias, filter->bias, filter->out * sizeof *bias);
        else if (b->status == LB_OK)
            b->status = lb_fail(b->onednn.view, "out of memory");
        add_step(b, STEP_BIAS)->as.bias = (struct bias){.map = *output, .bias = bias};
    } else {
        struct feature_map *doubled = add_resampled(b, input, RESAMPLING_UP);
        add_filter(b, doubled, output, filter, (struct manner){.pad_before = 1, .pad_after = 1});
        drop_map(b, doubled);
    }
    return output;
}

/* Halves or doubles the images. */
static struct feature_map *add_sampler(struct builder *b, struct feature_map *input, const struct stage *stage,
                                       enum resampling resampling)
{
    const size_t padding = (size_t)b->network->options.downsample_padding;
    struct feature_map *output;
    if (stage->sampler == SAMPLER_RESNET) return add_resnet(b, &input, 1, &stage->sampler_resnet);
    if (resampling == RESAMPLING_DOWN) {
        output = add_map(b, input->channels, input->height / 2, input->width / 2);
        add_filter(b, input, output, &stage->sampler_filter,
                   (struct manner){.stride = 2, .pad_before = padding, .pad_after = 1});
    } else {
        output = add_doubling(b, input, &stage->sampler_filter);
    }
    drop_map(b, input);
    return output;
}

/* Remembers the map for the way up. */
static void push_skip(struct builder *b, struct feature_map *map)
{
    map->users++;
    b->skips[b->skip_count++] = map;
}

static struct feature_map *add_stages(struct builder *b, struct feature_map *map)
{
    const struct network *network = b->network;
    const size_t levels = network->options.levels;
    push_skip(b, map);
    for (size_t i = 0; i < levels; i++) {
        const struct stage *stage = &network->down[i];
        for (size_t j = 0; j < stage->resnet_count; j++) {
            map = add_resnet(b, &map, 1, &stage->resnets[j]);
            if (j < stage->attention_count) add_attention(b, map, &stage->attentions[j]);
            push_skip(b, map);
        }
        if (stage->sampler == SAMPLER_NONE) continue;
        map = add_sampler(b, map, stage, RESAMPLING_DOWN);
        push_skip(b, map);
    }
    for (size_t j = 0; j < network->middle.resnet_count; j++) {
        map = add_resnet(b, &map, 1, &network->middle.resnets[j]);
        if (j < network->middle.attention_count) add_attention(b, map, &network->middle.attentions[j]);
    }
    for (size_t i = 0; i < levels; i++) {
        const struct stage *stage = &network->up[i];
        for (size_t j = 0; j < stage->resnet_count; j++) {
            struct feature_map *const inputs[] = {map, b->skips[--b->skip_count]};
            map = add_resnet(b, inputs, 2, &stage->resnets[j]);
            if (j < stage->attention_count) add_attention(b, map, &stage->attentions[j]);
        }
        if (stage->sampler != SAMPLER_NONE) map = add_sampler(b, map, stage, RESAMPLING_UP);
    }
    return map;
}

static void add_all(struct builder *b)
{
    const struct network *network = b->network;
    const struct options *options = &network->options;
    struct program *program = b->program;
    const size_t lanes = b->kernels->lanes, height = program->height, width = program->width;
    struct feature_map *map = add_map(b, network->first.out, height, width);
    struct first_convolution first = {.height = height, .width = width, .center = options->center_input_sample};
    struct last_convolution last = {.height = height, .width = width};
    if (!first_convolution_make(&first, &network->first, lanes, &program->pool) ||
        !last_convolution_make(&last, &network->last, lanes, &program->pool)) {
        b->status = lb_fail(b->onednn.view, "out of memory");
        return;
    }
    first.output = map->data;
    first.planes = scratch_take(&b->plan, program->images * first_convolution_plane_bytes(&network->first, height, width));
    scratch_release(&b->plan, first.planes);
    add_step(b, STEP_FIRST)->as.first = first;
    map = add_stages(b, map);
    add_normalisation(b, &map, 1, map, &network->last_norm, ACTIVATION_SILU, TIME_UNUSED, 0);
    last.input = map->data;
    add_step(b, STEP_LAST)->as.last = last;
}

lb_status program_build(struct program *program, const struct network *network, const struct kernels *kernels,
                        dnnl_engine_t engine, dnnl_stream_t stream, const struct lb_state *view, size_t images, size_t height,
                        size_t width)
{
    struct builder *b = calloc(1, sizeof *b);
    *program = (struct program){.images = images, .height = height, .width = width};
    if (!b) return lb_fail(view, "out of memory");
    b->program = program;
    b->network = network;
    b->kernels = kernels;
    b->onednn =
        (struct onednn){.engine = engine, .stream = stream, .view = view, .pool = &program->pool, .lanes = kernels->lanes};
    add_all(b);
    const lb_status status = b->status;
    program->scratch_bytes = b->plan.peak_bytes;
    free(b);
    if (status != LB_OK) program_fini(program);
    return status;
}
