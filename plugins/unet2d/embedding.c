/* SPDX-License-Identifier: MIT */
/* How timesteps become sinusoids, and those, through a few linear layers, the vectors of all residual blocks at once. */
#include "embedding.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

static int make_dense(struct dense *dense, size_t in, size_t out, struct pool *pool)
{
    dense->in = in;
    dense->out = out;
    dense->weights = pool_take(pool, in * out, sizeof(float));
    dense->bias = pool_take(pool, out, sizeof(float));
    return dense->weights && dense->bias;
}

/* Transposes `rows` rows of a linear layer, from first_row on, into the columns from `column` on. */
static void place(const struct dense *dense, size_t column, const struct linear *linear, size_t first_row, size_t rows)
{
    for (size_t i = 0; i < linear->in; i++)
        for (size_t r = 0; r < rows; r++)
            dense->weights[i * dense->out + column + r] = linear->weight[(first_row + r) * linear->in + i];
    memcpy(dense->bias + column, linear->bias + first_row, rows * sizeof(float));
}

/* Makes two layers. */
static int make_pair(struct dense *dense, const struct linear *linear, size_t lanes, struct pool *pool)
{
    for (size_t i = 0; i < 2; i++) {
        if (!make_dense(&dense[i], linear[i].in, round_up(linear[i].out, lanes), pool)) return 0;
        place(&dense[i], 0, &linear[i], 0, linear[i].out);
    }
    return 1;
}

/* A residual block's columns: `out` of them, or as many scales and then as many shifts, each rounded up. */
static void count_columns(void *context, struct resnet *resnet)
{
    struct embedding *embedding = context;
    resnet->time_column = embedding->blocks.out;
    embedding->blocks.out += resnet->time.out / resnet->out * round_up(resnet->out, embedding->kernels->lanes);
}

static void place_columns(void *context, struct resnet *resnet)
{
    const struct embedding *embedding = context;
    const size_t physical = round_up(resnet->out, embedding->kernels->lanes);
    for (size_t part = 0; part < resnet->time.out / resnet->out; part++)
        place(&embedding->blocks, resnet->time_column + part * physical, &resnet->time, part * resnet->out, resnet->out);
}

/* Vaswani et al., 2017, section 3.5, as frequencies: 10000^(-i / (half - shift)), in single precision as it is trained with. */
static int make_frequencies(struct embedding *embedding, const struct options *options, struct pool *pool)
{
    const size_t half = (size_t)options->channels[0] / 2;
    const float divisor = (float)((double)half - options->freq_shift);
    embedding->frequencies = pool_take(pool, half, sizeof(float));
    if (!embedding->frequencies) return 0;
    for (size_t i = 0; i < half; i++) embedding->frequencies[i] = expf((float)-log(10000.0) * (float)i / divisor);
    return 1;
}

int embedding_build(struct embedding *embedding, struct network *network, const struct kernels *kernels, struct pool *pool)
{
    const struct options *options = &network->options;
    const size_t lanes = kernels->lanes, width = (size_t)options->time_embedding_dim;
    *embedding = (struct embedding){
        .network = network, .kernels = kernels, .features = network->time[0].in, .width = round_up(width, lanes)};
    network_each_resnet(network, count_columns, embedding);
    embedding->ones = pool_take(pool, lanes, sizeof(float));
    embedding->zeros = pool_take(pool, lanes, sizeof(float));
    if (!embedding->ones || !embedding->zeros || !make_dense(&embedding->blocks, width, embedding->blocks.out, pool) ||
        !make_pair(embedding->time, network->time, lanes, pool) || !make_frequencies(embedding, options, pool))
        return 0;
    for (size_t lane = 0; lane < lanes; lane++) embedding->ones[lane] = 1.0f;
    network_each_resnet(network, place_columns, embedding);
    return options->class_embedding != CLASS_TIMESTEP || make_pair(embedding->class_time, network->class_time, lanes, pool);
}

size_t embedding_table_floats(const struct embedding *embedding, size_t images)
{
    return round_up(images, embedding->kernels->rows_at_once) * embedding->blocks.out;
}

size_t embedding_work_floats(const struct embedding *embedding)
{
    return embedding->kernels->rows_at_once * (embedding->features + 3 * embedding->width);
}

static void find_features(const struct embedding *embedding, double time, float *features)
{
    const struct options *options = &embedding->network->options;
    const size_t channels = (size_t)options->channels[0], half = channels / 2;
    const float t = (float)time;
    switch (options->time_embedding) {
    case TIME_POSITIONAL:
        for (size_t i = 0; i < half; i++) {
            const float angle = t * embedding->frequencies[i];
            features[options->flip_sin_to_cos ? half + i : i] = sinf(angle);
            features[options->flip_sin_to_cos ? i : half + i] = cosf(angle);
        }
        if (channels % 2) features[channels - 1] = 0.0f;
        break;
    case TIME_FOURIER: /* Tancik et al., 2020, of the logarithm */
        for (size_t i = 0; i < channels; i++) {
            const float angle = logf(t) * embedding->network->frequencies[i] * 2.0f * (float)PI;
            features[i] = sinf(angle);
            features[channels + i] = cosf(angle);
        }
        break;
    case TIME_LEARNED:
        memcpy(features, embedding->network->time_table + (size_t)time * channels, channels * sizeof *features);
        break;
    }
}

/* The rows that are worked on together, from `first` on, and their places in `work`. */
struct rows {
    size_t first, count;
    float *features, *hidden, *sum, *other;
};

static void activate(const struct embedding *embedding, enum activation activation, float *values, size_t rows)
{
    const size_t vectors = rows * embedding->width / embedding->kernels->lanes;
    embedding->kernels->activate(activation, values, values, PRECISION_FLOAT32, vectors, embedding->ones, embedding->zeros);
}

/* linear, SiLU, linear: two layers */
static void run_pair(const struct embedding *embedding, const struct dense *dense, const struct rows *rows, float *output)
{
    const struct kernels *kernels = embedding->kernels;
    const size_t width = embedding->width;
    kernels->multiply(rows->count, width, dense[0].in, rows->features, embedding->features, dense[0].weights, width,
                      dense[0].bias, rows->hidden, width);
    activate(embedding, ACTIVATION_SILU, rows->hidden, kernels->rows_at_once);
    kernels->multiply(rows->count, width, dense[1].in, rows->hidden, width, dense[1].weights, width, dense[1].bias, output,
                      width);
}

static void add_class(const struct embedding *embedding, const struct conditions *conditions, const struct rows *rows)
{
    const struct network *network = embedding->network;
    const enum class_embedding kind = network->options.class_embedding;
    const size_t width = (size_t)network->options.time_embedding_dim;
    if (kind == CLASS_TIMESTEP) {
        for (size_t r = 0; r < rows->count; r++)
            find_features(embedding, (double)conditions->labels[rows->first + r], rows->features + r * embedding->features);
        run_pair(embedding, embedding->class_time, rows, rows->other);
    }
    for (size_t r = 0; r < rows->count && kind != CLASS_NONE; r++) {
        const size_t image = rows->first + r;
        const float *from = kind == CLASS_TABLE      ? network->class_table + (size_t)conditions->labels[image] * width
                            : kind == CLASS_IDENTITY ? conditions->vectors + image * width
                                                     : rows->other + r * embedding->width;
        for (size_t i = 0; i < width; i++) rows->sum[r * embedding->width + i] += from[i];
    }
}

void embedding_run(const struct embedding *embedding, const struct conditions *conditions, float *work, float *table)
{
    const struct kernels *kernels = embedding->kernels;
    const size_t at_once = kernels->rows_at_once, width = embedding->width, columns = embedding->blocks.out;
    for (size_t first = 0; first < conditions->images; first += at_once) {
        const struct rows rows = {.first = first,
                                  .count = conditions->images - first < at_once ? conditions->images - first : at_once,
                                  .hidden = work,
                                  .sum = work + at_once * width,
                                  .other = work + at_once * width * 2,
                                  .features = work + at_once * width * 3};
        memset(work, 0, embedding_work_floats(embedding) * sizeof *work);
        for (size_t r = 0; r < rows.count; r++)
            find_features(embedding, conditions->timesteps[(first + r) * conditions->timestep_stride],
                          rows.features + r * embedding->features);
        run_pair(embedding, embedding->time, &rows, rows.sum);
        add_class(embedding, conditions, &rows);
        activate(embedding, embedding->network->options.activation, rows.sum, at_once);
        kernels->multiply(rows.count, columns, embedding->blocks.in, rows.sum, width, embedding->blocks.weights, columns,
                          embedding->blocks.bias, table + first * columns, columns);
    }
}
