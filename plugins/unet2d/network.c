/* SPDX-License-Identifier: MIT */
/* How a UNet2DModel is put together from its options, and what diffusers calls each of its tensors. */
#include "network.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Where tensors are taken from, and the name of the layer that is being built, as in "up_blocks.0.resnets.1". */
struct builder {
    struct weights *weights;
    const struct options *options;
    struct pool *pool;
    char path[128]; /* the longest name has 47 bytes */
    size_t length;
};

/* Appends a part to the path. Returns the length to give to leave. */
static LB_PRINTF(2, 3) size_t enter(struct builder *builder, const char *format, ...)
{
    const size_t length = builder->length;
    va_list arguments;
    if (length) builder->path[builder->length++] = '.';
    va_start(arguments, format);
    const int added = vsnprintf(builder->path + builder->length, sizeof builder->path - builder->length, format, arguments);
    va_end(arguments);
    builder->length += added > 0 ? (size_t)added : 0;
    return length;
}

static void leave(struct builder *builder, size_t length)
{
    builder->path[builder->length = length] = '\0';
}

/* Takes the tensor `part`, which has one dimension, or two (columns not 0), or four (kernel not 0). */
static const float *take(struct builder *builder, const char *part, size_t rows, size_t columns, size_t kernel)
{
    const int64_t shape[] = {(int64_t)rows, (int64_t)columns, (int64_t)kernel, (int64_t)kernel};
    const size_t outer = enter(builder, "%s", part);
    const float *values = weights_take(builder->weights, builder->path, kernel ? 4 : columns ? 2 : 1, shape);
    leave(builder, outer);
    return values;
}

static struct norm take_norm(struct builder *builder, const char *part, size_t channels, size_t groups)
{
    const size_t outer = enter(builder, "%s", part);
    const struct norm norm = {.channels = channels,
                              .groups = groups,
                              .weight = take(builder, "weight", channels, 0, 0),
                              .bias = take(builder, "bias", channels, 0, 0)};
    leave(builder, outer);
    return norm;
}

static struct filter take_filter(struct builder *builder, const char *part, size_t in, size_t out, size_t kernel)
{
    const size_t outer = enter(builder, "%s", part);
    const struct filter filter = {.in = in,
                                  .out = out,
                                  .kernel = kernel,
                                  .weight = take(builder, "weight", out, in, kernel),
                                  .bias = take(builder, "bias", out, 0, 0)};
    leave(builder, outer);
    return filter;
}

static struct linear take_linear(struct builder *builder, const char *part, size_t in, size_t out)
{
    const size_t outer = enter(builder, "%s", part);
    const struct linear linear = {
        .in = in, .out = out, .weight = take(builder, "weight", out, in, 0), .bias = take(builder, "bias", out, 0, 0)};
    leave(builder, outer);
    return linear;
}

/* Takes a linear layer of an attention by its name, or by the one it had in older checkpoints. */
static struct linear take_either(struct builder *builder, const char *part, const char *older, size_t in, size_t out)
{
    const size_t outer = enter(builder, "%s.weight", older);
    const int is_older = weights_have(builder->weights, builder->path);
    leave(builder, outer);
    return take_linear(builder, is_older ? older : part, in, out);
}

static struct resnet take_resnet(struct builder *builder, size_t in, size_t out, enum resampling resampling, double divisor)
{
    const struct options *options = builder->options;
    const size_t groups = (size_t)options->norm_num_groups;
    struct resnet resnet = {.in = in, .out = out, .resampling = resampling, .divisor = divisor};
    resnet.norm1 = take_norm(builder, "norm1", in, groups);
    resnet.conv1 = take_filter(builder, "conv1", in, out, 3);
    resnet.time =
        take_linear(builder, "time_emb_proj", (size_t)options->time_embedding_dim, options->scale_shift ? 2 * out : out);
    resnet.norm2 = take_norm(builder, "norm2", out, groups);
    resnet.conv2 = take_filter(builder, "conv2", out, out, 3);
    if (in != out) resnet.shortcut = take_filter(builder, "conv_shortcut", in, out, 1);
    return resnet;
}

static struct attention take_attention(struct builder *builder, size_t channels, size_t groups, double divisor)
{
    const int64_t head_dim = builder->options->attention_head_dim;
    const size_t head_channels = head_dim ? (size_t)head_dim : channels;
    const size_t heads = channels / head_channels, inner = heads * head_channels;
    struct attention attention = {.channels = channels, .heads = heads, .head_channels = head_channels, .divisor = divisor};
    if (groups) attention.norm = take_norm(builder, "group_norm", channels, groups);
    attention.query = take_either(builder, "to_q", "query", channels, inner);
    attention.key = take_either(builder, "to_k", "key", channels, inner);
    attention.value = take_either(builder, "to_v", "value", channels, inner);
    attention.projection = take_either(builder, "to_out.0", "proj_attn", inner, channels);
    return attention;
}

/* Takes what makes a stage's images half or twice as large. */
static void take_sampler(struct builder *builder, struct stage *stage, enum sampler sampler, size_t channels,
                         enum resampling resampling)
{
    const size_t outer = enter(builder, resampling == RESAMPLING_DOWN ? "downsamplers.0" : "upsamplers.0");
    stage->sampler = sampler;
    switch (sampler) {
    case SAMPLER_NONE: break;
    case SAMPLER_CONVOLUTION: stage->sampler_filter = take_filter(builder, "conv", channels, channels, 3); break;
    case SAMPLER_RESNET: stage->sampler_resnet = take_resnet(builder, channels, channels, resampling, 1.0); break;
    }
    leave(builder, outer);
}

/* Fills a stage with residual blocks, the j-th of which takes in_channels[j], and with attentions. */
static int take_stage(struct builder *builder, struct stage *stage, const size_t *in_channels, size_t channels,
                      size_t resnet_count, size_t attention_count, size_t attention_groups, double divisor)
{
    *stage = (struct stage){.resnet_count = resnet_count, .attention_count = attention_count};
    stage->resnets = pool_take(builder->pool, resnet_count, sizeof *stage->resnets);
    stage->attentions = pool_take(builder->pool, attention_count, sizeof *stage->attentions);
    if (!stage->resnets || !stage->attentions) return 0;
    for (size_t j = 0; j < resnet_count; j++) {
        const size_t outer = enter(builder, "resnets.%zu", j);
        stage->resnets[j] = take_resnet(builder, in_channels[j], channels, RESAMPLING_NONE, divisor);
        leave(builder, outer);
    }
    for (size_t j = 0; j < attention_count; j++) {
        const size_t outer = enter(builder, "attentions.%zu", j);
        stage->attentions[j] = take_attention(builder, channels, attention_groups, divisor);
        leave(builder, outer);
    }
    return 1;
}

static int build_down(struct network *network, struct builder *builder)
{
    const struct options *options = &network->options;
    const size_t layers = (size_t)options->layers_per_block, groups = (size_t)options->norm_num_groups;
    size_t in = (size_t)options->channels[0];
    for (size_t i = 0; i < options->levels; i++) {
        const size_t channels = (size_t)options->channels[i];
        size_t in_channels[MAX_LAYERS];
        for (size_t j = 0; j < layers; j++) in_channels[j] = j == 0 ? in : channels;
        const size_t outer = enter(builder, "down_blocks.%zu", i);
        const size_t attentions = options->down[i].attention ? layers : 0;
        if (!take_stage(builder, &network->down[i], in_channels, channels, layers, attentions, groups, 1.0)) return 0;
        if (i + 1 < options->levels)
            take_sampler(builder, &network->down[i], options->down[i].sampler, channels, RESAMPLING_DOWN);
        leave(builder, outer);
        in = channels;
    }
    return 1;
}

static int build_middle(struct network *network, struct builder *builder)
{
    const struct options *options = &network->options;
    const size_t channels = (size_t)options->channels[options->levels - 1];
    const size_t in_channels[] = {channels, channels};
    const int64_t groups = options->attn_norm_num_groups ? options->attn_norm_num_groups
                           : options->scale_shift        ? 0
                                                         : options->norm_num_groups;
    if (!options->mid_block) return 1;
    const size_t outer = enter(builder, "mid_block");
    const int built = take_stage(builder, &network->middle, in_channels, channels, 2, options->add_attention ? 1 : 0,
                                 (size_t)groups, options->mid_block_scale_factor);
    leave(builder, outer);
    return built;
}

/*
 * Each residual block on the way up takes one more tensor from the way down: the outputs of that level's blocks, latest first,
 * then what that level began with.
 */
static int build_up(struct network *network, struct builder *builder)
{
    const struct options *options = &network->options;
    const size_t layers = (size_t)options->layers_per_block + 1, groups = (size_t)options->norm_num_groups;
    size_t previous = (size_t)options->channels[options->levels - 1];
    for (size_t i = 0; i < options->levels; i++) {
        const size_t level = options->levels - 1 - i;
        const size_t channels = (size_t)options->channels[level];
        const size_t begun = (size_t)options->channels[level ? level - 1 : 0];
        size_t in_channels[MAX_LAYERS];
        for (size_t j = 0; j < layers; j++)
            in_channels[j] = (j == 0 ? previous : channels) + (j + 1 == layers ? begun : channels);
        const size_t outer = enter(builder, "up_blocks.%zu", i);
        const size_t attentions = options->up[i].attention ? layers : 0;
        if (!take_stage(builder, &network->up[i], in_channels, channels, layers, attentions, groups, 1.0)) return 0;
        if (i + 1 < options->levels) take_sampler(builder, &network->up[i], options->up[i].sampler, channels, RESAMPLING_UP);
        leave(builder, outer);
        previous = channels;
    }
    return 1;
}

static void build_embedding(struct network *network, struct builder *builder)
{
    const struct options *options = &network->options;
    const size_t channels = (size_t)options->channels[0], embedding = (size_t)options->time_embedding_dim;
    const size_t features = options->time_embedding == TIME_FOURIER ? 2 * channels : channels;
    if (options->time_embedding == TIME_FOURIER) {
        network->frequencies = take(builder, "time_proj.weight", channels, 0, 0);
        weights_ignore(builder->weights, "time_proj.W"); /* the same values, under their older name */
    }
    if (options->time_embedding == TIME_LEARNED)
        network->time_table = take(builder, "time_proj.weight", (size_t)options->num_train_timesteps, channels, 0);
    network->time[0] = take_linear(builder, "time_embedding.linear_1", features, embedding);
    network->time[1] = take_linear(builder, "time_embedding.linear_2", embedding, embedding);
    if (options->class_embedding == CLASS_TABLE)
        network->class_table = take(builder, "class_embedding.weight", (size_t)options->num_class_embeds, embedding, 0);
    if (options->class_embedding == CLASS_TIMESTEP) {
        network->class_time[0] = take_linear(builder, "class_embedding.linear_1", features, embedding);
        network->class_time[1] = take_linear(builder, "class_embedding.linear_2", embedding, embedding);
    }
}

/* A sum of a level's and another's channels must be divisible too. */
static lb_status check_groups(const struct network *network, const struct lb_info *info)
{
    const size_t groups = (size_t)network->options.norm_num_groups;
    for (size_t i = 0; i < network->options.levels; i++)
        for (size_t j = 0; j < network->up[i].resnet_count; j++)
            if (network->up[i].resnets[j].in % groups)
                return lb_fail(info, "up_blocks.%zu.resnets.%zu has %zu channels, not a multiple of norm_num_groups, %zu", i, j,
                               network->up[i].resnets[j].in, groups);
    return LB_OK;
}

lb_status network_build(struct network *network, const struct lb_info *info, const struct options *options,
                        struct weights *weights, struct pool *pool)
{
    struct builder builder = {.weights = weights, .options = options, .pool = pool};
    const size_t channels = (size_t)options->channels[0];
    *network = (struct network){.options = *options};
    network->down = pool_take(pool, options->levels, sizeof *network->down);
    network->up = pool_take(pool, options->levels, sizeof *network->up);
    network->first = take_filter(&builder, "conv_in", (size_t)options->in_channels, channels, 3);
    build_embedding(network, &builder);
    if (!network->down || !network->up || !build_down(network, &builder) || !build_middle(network, &builder) ||
        !build_up(network, &builder))
        return lb_fail(info, "out of memory");
    network->last_norm = take_norm(&builder, "conv_norm_out", channels, (size_t)options->norm_num_groups);
    network->last = take_filter(&builder, "conv_out", channels, (size_t)options->out_channels, 3);
    return check_groups(network, info);
}

static void each_of_stage(struct stage *stage, void (*visit)(void *context, struct resnet *resnet), void *context)
{
    for (size_t j = 0; j < stage->resnet_count; j++) visit(context, &stage->resnets[j]);
    if (stage->sampler == SAMPLER_RESNET) visit(context, &stage->sampler_resnet);
}

void network_each_resnet(struct network *network, void (*visit)(void *context, struct resnet *resnet), void *context)
{
    for (size_t i = 0; i < network->options.levels; i++) each_of_stage(&network->down[i], visit, context);
    each_of_stage(&network->middle, visit, context);
    for (size_t i = 0; i < network->options.levels; i++) each_of_stage(&network->up[i], visit, context);
}
