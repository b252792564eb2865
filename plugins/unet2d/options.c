/* SPDX-License-Identifier: MIT */
/* Which keys a UNet2DModel's config.json may hold, what they mean when absent, and which values can be computed. */
#include "options.h"

#include <math.h>
#include <string.h>

enum {
    MODEL,
    PRECISION,
    SAMPLE_SIZE,
    IN_CHANNELS,
    OUT_CHANNELS,
    CENTER_INPUT_SAMPLE,
    TIME_EMBEDDING_TYPE,
    TIME_EMBEDDING_DIM,
    FREQ_SHIFT,
    FLIP_SIN_TO_COS,
    DOWN_BLOCK_TYPES,
    MID_BLOCK_TYPE,
    UP_BLOCK_TYPES,
    BLOCK_OUT_CHANNELS,
    LAYERS_PER_BLOCK,
    MID_BLOCK_SCALE_FACTOR,
    DOWNSAMPLE_PADDING,
    DOWNSAMPLE_TYPE,
    UPSAMPLE_TYPE,
    DROPOUT,
    ACT_FN,
    ATTENTION_HEAD_DIM,
    NORM_NUM_GROUPS,
    ATTN_NORM_NUM_GROUPS,
    NORM_EPS,
    RESNET_TIME_SCALE_SHIFT,
    ADD_ATTENTION,
    CLASS_EMBED_TYPE,
    NUM_CLASS_EMBEDS,
    NUM_TRAIN_TIMESTEPS
};

const struct lb_config options_configs[OPTIONS_COUNT] = {
    {.slot = MODEL,
     .flags = LB_CONFIG_REQUIRED | LB_CONFIG_INPUT_PATH | LB_CONFIG_FILE,
     .name = "model",
     .type = "str",
     .description =
         "diffusers' folder: config.json, whose keys are the other configs, and diffusion_pytorch_model.safetensors"},
    {.slot = PRECISION,
     .name = "precision",
     .type = "str",
     .description = "what convolutions multiply; bfloat16 is faster, keeps 8 bits of a number, and needs AVX512_BF16",
     .default_value = "\"float32\"",
     .choices = "[\"float32\", \"bfloat16\"]"},
    {.slot = SAMPLE_SIZE,
     .name = "sample_size",
     .type = "i64",
     .description = "height and width of the images it was trained on; others work too",
     .range = "[1, null]",
     .unit = "pixels"},
    {.slot = IN_CHANNELS,
     .name = "in_channels",
     .type = "i64",
     .description = "channels of the sample",
     .default_value = "3",
     .range = "[1, 65536]"},
    {.slot = OUT_CHANNELS,
     .name = "out_channels",
     .type = "i64",
     .description = "channels of the prediction",
     .default_value = "3",
     .range = "[1, 65536]"},
    {.slot = CENTER_INPUT_SAMPLE,
     .name = "center_input_sample",
     .type = "bool",
     .description = "maps the sample from [0, 1] to [-1, 1] first",
     .default_value = "false"},
    {.slot = TIME_EMBEDDING_TYPE,
     .name = "time_embedding_type",
     .type = "str",
     .description = "how a timestep becomes a vector",
     .default_value = "\"positional\"",
     .choices = "[\"positional\", \"fourier\", \"learned\"]"},
    {.slot = TIME_EMBEDDING_DIM,
     .name = "time_embedding_dim",
     .type = "i64",
     .description = "length of the time embedding; if not given, four times the first level's channels",
     .range = "[1, 1048576]"},
    {.slot = FREQ_SHIFT,
     .name = "freq_shift",
     .type = "f64",
     .description = "positional embedding: subtracted from the number of frequencies in the exponent's divisor",
     .default_value = "0"},
    {.slot = FLIP_SIN_TO_COS,
     .name = "flip_sin_to_cos",
     .type = "bool",
     .description = "positional embedding: cosines before sines",
     .default_value = "true"},
    {.slot = DOWN_BLOCK_TYPES,
     .name = "down_block_types",
     .type = "str[N]",
     .description = "DownBlock2D, AttnDownBlock2D or ResnetDownsampleBlock2D for each level, the finest first",
     .default_value = "[\"DownBlock2D\", \"AttnDownBlock2D\", \"AttnDownBlock2D\", \"AttnDownBlock2D\"]"},
    {.slot = MID_BLOCK_TYPE,
     .flags = LB_CONFIG_NULLABLE,
     .name = "mid_block_type",
     .type = "str",
     .description = "the block between down and up; null: none",
     .default_value = "\"UNetMidBlock2D\"",
     .choices = "[\"UNetMidBlock2D\"]"},
    {.slot = UP_BLOCK_TYPES,
     .name = "up_block_types",
     .type = "str[N]",
     .description = "UpBlock2D, AttnUpBlock2D or ResnetUpsampleBlock2D for each level, the coarsest first",
     .default_value = "[\"AttnUpBlock2D\", \"AttnUpBlock2D\", \"AttnUpBlock2D\", \"UpBlock2D\"]"},
    {.slot = BLOCK_OUT_CHANNELS,
     .name = "block_out_channels",
     .type = "i64[N]",
     .description = "channels of each level, the finest first",
     .default_value = "[224, 448, 672, 896]"},
    {.slot = LAYERS_PER_BLOCK,
     .name = "layers_per_block",
     .type = "i64",
     .description = "residual blocks of a level on the way down; one more on the way up",
     .default_value = "2",
     .range = "[1, 64]"},
    {.slot = MID_BLOCK_SCALE_FACTOR,
     .name = "mid_block_scale_factor",
     .type = "f64",
     .description = "what the middle block's residual sums are divided by",
     .default_value = "1"},
    {.slot = DOWNSAMPLE_PADDING,
     .name = "downsample_padding",
     .type = "i64",
     .description = "downsampling convolutions: 1 pads all around, 0 right and below only",
     .default_value = "1",
     .choices = "[0, 1]"},
    {.slot = DOWNSAMPLE_TYPE,
     .name = "downsample_type",
     .type = "str",
     .description = "how AttnDownBlock2D halves an image",
     .default_value = "\"conv\"",
     .choices = "[\"conv\", \"resnet\"]"},
    {.slot = UPSAMPLE_TYPE,
     .name = "upsample_type",
     .type = "str",
     .description = "how AttnUpBlock2D doubles an image",
     .default_value = "\"conv\"",
     .choices = "[\"conv\", \"resnet\"]"},
    {.slot = DROPOUT,
     .flags = LB_CONFIG_IGNORED,
     .name = "dropout",
     .type = "f64",
     .description = "of no effect outside training",
     .default_value = "0"},
    {.slot = ACT_FN,
     .name = "act_fn",
     .type = "str",
     .description = "activation function of the residual blocks",
     .default_value = "\"silu\"",
     .choices = "[\"silu\", \"swish\", \"mish\", \"gelu\", \"relu\"]"},
    {.slot = ATTENTION_HEAD_DIM,
     .flags = LB_CONFIG_NULLABLE,
     .name = "attention_head_dim",
     .type = "i64",
     .description = "channels of an attention head; null: one head over all channels",
     .default_value = "8",
     .range = "[1, null]"},
    {.slot = NORM_NUM_GROUPS,
     .name = "norm_num_groups",
     .type = "i64",
     .description = "groups of the group norms",
     .default_value = "32",
     .range = "[1, null]"},
    {.slot = ATTN_NORM_NUM_GROUPS,
     .name = "attn_norm_num_groups",
     .type = "i64",
     .description =
         "groups of the norm in the middle block's attention; if not given, norm_num_groups, or no norm with scale_shift",
     .range = "[1, null]"},
    {.slot = NORM_EPS,
     .name = "norm_eps",
     .type = "f64",
     .description = "added to variances",
     .default_value = "1e-05",
     .range = "[0, null]"},
    {.slot = RESNET_TIME_SCALE_SHIFT,
     .name = "resnet_time_scale_shift",
     .type = "str",
     .description = "how residual blocks take the time embedding: added, or as scale and shift after a norm",
     .default_value = "\"default\"",
     .choices = "[\"default\", \"scale_shift\"]"},
    {.slot = ADD_ATTENTION,
     .name = "add_attention",
     .type = "bool",
     .description = "attention in the middle block",
     .default_value = "true"},
    {.slot = CLASS_EMBED_TYPE,
     .name = "class_embed_type",
     .type = "str",
     .description = "how a class label becomes a vector; if not given, by a table where num_class_embeds is given",
     .choices = "[\"timestep\", \"identity\"]"},
    {.slot = NUM_CLASS_EMBEDS,
     .name = "num_class_embeds",
     .type = "i64",
     .description = "rows of the class embedding table",
     .range = "[1, null]"},
    {.slot = NUM_TRAIN_TIMESTEPS,
     .name = "num_train_timesteps",
     .type = "i64",
     .description = "learned time embedding: rows of its table",
     .range = "[1, null]"},
};

/* What the names of a block type on the way down and up mean. */
struct block_type {
    const char *down, *up;
    int attention;
    int sampler_from_type; /* by downsample_type or upsample_type */
    enum sampler sampler;
};
static const struct block_type block_types[] = {
    {"DownBlock2D", "UpBlock2D", 0, 0, SAMPLER_CONVOLUTION},
    {"AttnDownBlock2D", "AttnUpBlock2D", 1, 1, SAMPLER_CONVOLUTION},
    {"ResnetDownsampleBlock2D", "ResnetUpsampleBlock2D", 0, 0, SAMPLER_RESNET},
};
#define BLOCK_TYPE_COUNT (sizeof block_types / sizeof block_types[0])

static lb_status read_levels(const struct lb_info *info, uint32_t slot, uint32_t sampler_slot, struct level_options *levels)
{
    const struct lb_state *configs = info->configs;
    const int up = slot == UP_BLOCK_TYPES;
    const char *const *names = lb_strs(configs, slot);
    for (int64_t i = 0; i < lb_count(configs, slot); i++) {
        /* An older way to write the same names. */
        const char *name = strncmp(names[i], "UNetRes", 7) == 0 ? names[i] + 7 : names[i];
        size_t k = 0;
        while (k < BLOCK_TYPE_COUNT && strcmp(name, up ? block_types[k].up : block_types[k].down) != 0) k++;
        if (k == BLOCK_TYPE_COUNT)
            return lb_fail(info, "%s[%lld] is \"%s\", which is not supported: expected %s, %s or %s",
                           options_configs[slot].name, (long long)i, names[i], up ? block_types[0].up : block_types[0].down,
                           up ? block_types[1].up : block_types[1].down, up ? block_types[2].up : block_types[2].down);
        levels[i] = (struct level_options){.attention = block_types[k].attention, .sampler = block_types[k].sampler};
        if (block_types[k].sampler_from_type && strcmp(lb_str(configs, sampler_slot), "resnet") == 0)
            levels[i].sampler = SAMPLER_RESNET;
    }
    return LB_OK;
}

static enum activation activation_of(const char *name)
{
    if (strcmp(name, "mish") == 0) return ACTIVATION_MISH;
    if (strcmp(name, "gelu") == 0) return ACTIVATION_GELU;
    if (strcmp(name, "relu") == 0) return ACTIVATION_RELU;
    return ACTIVATION_SILU;
}

/* Returns 0 where the config is not set. */
static int64_t number_or_zero(const struct lb_state *configs, uint32_t slot)
{
    return lb_is_set(configs, slot) ? *lb_i64(configs, slot) : 0;
}

/* What group norms and attention heads ask of the number of channels. */
static lb_status check_divisors(const struct lb_info *info, const struct options *options)
{
    for (size_t i = 0; i < options->levels; i++) {
        const int64_t channels = options->channels[i];
        if (channels < 1 || channels > 65536)
            return lb_fail(info, "block_out_channels[%zu] is %lld: expected 1 to 65536", i, (long long)channels);
        if (channels % options->norm_num_groups)
            return lb_fail(info, "block_out_channels[%zu], %lld, is not a multiple of norm_num_groups, %lld", i,
                           (long long)channels, (long long)options->norm_num_groups);
        const int last = i + 1 == options->levels;
        const int attention = options->down[i].attention || options->up[options->levels - 1 - i].attention ||
                              (last && options->mid_block && options->add_attention);
        if (attention && channels < options->attention_head_dim)
            return lb_fail(info, "attention_head_dim is %lld, more than the %lld channels of level %zu",
                           (long long)options->attention_head_dim, (long long)channels, i);
        if (last && options->attn_norm_num_groups && channels % options->attn_norm_num_groups)
            return lb_fail(info, "the last of block_out_channels, %lld, is not a multiple of attn_norm_num_groups, %lld",
                           (long long)channels, (long long)options->attn_norm_num_groups);
    }
    return LB_OK;
}

static lb_status check(const struct lb_info *info, const struct options *options)
{
    if (!isfinite(options->mid_block_scale_factor) || options->mid_block_scale_factor == 0.0)
        return lb_fail(info, "mid_block_scale_factor is %g: expected a number other than 0", options->mid_block_scale_factor);
    if (options->time_embedding == TIME_LEARNED && options->num_train_timesteps == 0)
        return lb_fail(info, "time_embedding_type \"learned\" needs num_train_timesteps");
    if (options->time_embedding == TIME_POSITIONAL && (double)(options->channels[0] / 2) == options->freq_shift)
        return lb_fail(info, "freq_shift is %g, half the first of block_out_channels: frequencies would be divided by 0",
                       options->freq_shift);
    return check_divisors(info, options);
}

lb_status options_read(const struct lb_info *info, struct options *options)
{
    const struct lb_state *configs = info->configs;
    const int64_t levels = lb_count(configs, BLOCK_OUT_CHANNELS);
    const int64_t downs = lb_count(configs, DOWN_BLOCK_TYPES), ups = lb_count(configs, UP_BLOCK_TYPES);
    if (levels != downs || levels != ups || levels < 1 || levels > MAX_LEVELS)
        return lb_fail(info,
                       "block_out_channels, down_block_types and up_block_types have %lld, %lld and %lld entries: "
                       "expected equally many, 1 to %d",
                       (long long)levels, (long long)downs, (long long)ups, MAX_LEVELS);
    const char *time_type = lb_str(configs, TIME_EMBEDDING_TYPE);
    *options = (struct options){
        .model = lb_str(configs, MODEL),
        .precision = strcmp(lb_str(configs, PRECISION), "bfloat16") == 0 ? PRECISION_BFLOAT16 : PRECISION_FLOAT32,
        .sample_size = number_or_zero(configs, SAMPLE_SIZE),
        .in_channels = *lb_i64(configs, IN_CHANNELS),
        .out_channels = *lb_i64(configs, OUT_CHANNELS),
        .center_input_sample = *lb_bool(configs, CENTER_INPUT_SAMPLE),
        .time_embedding = strcmp(time_type, "fourier") == 0   ? TIME_FOURIER
                          : strcmp(time_type, "learned") == 0 ? TIME_LEARNED
                                                              : TIME_POSITIONAL,
        .num_train_timesteps = number_or_zero(configs, NUM_TRAIN_TIMESTEPS),
        .freq_shift = *lb_f64(configs, FREQ_SHIFT),
        .flip_sin_to_cos = *lb_bool(configs, FLIP_SIN_TO_COS),
        .num_class_embeds = number_or_zero(configs, NUM_CLASS_EMBEDS),
        .levels = (size_t)levels,
        .layers_per_block = *lb_i64(configs, LAYERS_PER_BLOCK),
        .mid_block = lb_is_set(configs, MID_BLOCK_TYPE),
        .add_attention = *lb_bool(configs, ADD_ATTENTION),
        .mid_block_scale_factor = *lb_f64(configs, MID_BLOCK_SCALE_FACTOR),
        .downsample_padding = *lb_i64(configs, DOWNSAMPLE_PADDING),
        .activation = activation_of(lb_str(configs, ACT_FN)),
        .attention_head_dim = number_or_zero(configs, ATTENTION_HEAD_DIM),
        .norm_num_groups = *lb_i64(configs, NORM_NUM_GROUPS),
        .attn_norm_num_groups = number_or_zero(configs, ATTN_NORM_NUM_GROUPS),
        .norm_eps = *lb_f64(configs, NORM_EPS),
        .scale_shift = strcmp(lb_str(configs, RESNET_TIME_SCALE_SHIFT), "scale_shift") == 0,
    };
    memcpy(options->channels, lb_i64(configs, BLOCK_OUT_CHANNELS), options->levels * sizeof *options->channels);
    options->time_embedding_dim =
        lb_is_set(configs, TIME_EMBEDDING_DIM) ? *lb_i64(configs, TIME_EMBEDDING_DIM) : options->channels[0] * 4;
    if (lb_is_set(configs, CLASS_EMBED_TYPE))
        options->class_embedding = strcmp(lb_str(configs, CLASS_EMBED_TYPE), "identity") == 0 ? CLASS_IDENTITY : CLASS_TIMESTEP;
    else
        options->class_embedding = options->num_class_embeds ? CLASS_TABLE : CLASS_NONE;
    lb_status status = read_levels(info, DOWN_BLOCK_TYPES, DOWNSAMPLE_TYPE, options->down);
    if (status == LB_OK) status = read_levels(info, UP_BLOCK_TYPES, UPSAMPLE_TYPE, options->up);
    return status == LB_OK ? check(info, options) : status;
}
