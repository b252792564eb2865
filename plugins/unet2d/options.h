/* SPDX-License-Identifier: MIT */
/* The keys of a diffusers UNet2DModel's config.json, declared and checked. */
#ifndef UNET2D_OPTIONS_H
#define UNET2D_OPTIONS_H

#include <loopblocks/loopblocks.h>

#include "kernels.h"

#define MAX_LEVELS 16
#define MAX_LAYERS 65 /* of a level on the way up */

enum time_embedding { TIME_POSITIONAL, TIME_FOURIER, TIME_LEARNED };
enum class_embedding { CLASS_NONE, CLASS_TABLE, CLASS_TIMESTEP, CLASS_IDENTITY };
enum sampler { SAMPLER_NONE, SAMPLER_CONVOLUTION, SAMPLER_RESNET };

/* What a block type's name says of a level. */
struct level_options {
    int attention;
    enum sampler sampler; /* of every level but the last */
};

struct options {
    const char *model;
    enum precision precision; /* of convolutions */
    int64_t sample_size;      /* 0: not given */
    int64_t in_channels, out_channels;
    int center_input_sample;
    enum time_embedding time_embedding;
    int64_t time_embedding_dim, num_train_timesteps;
    double freq_shift;
    int flip_sin_to_cos;
    enum class_embedding class_embedding;
    int64_t num_class_embeds; /* 0: none */
    size_t levels;
    struct level_options down[MAX_LEVELS], up[MAX_LEVELS];
    int64_t channels[MAX_LEVELS];
    int64_t layers_per_block;
    int mid_block, add_attention;
    double mid_block_scale_factor;
    int64_t downsample_padding;
    enum activation activation;
    int64_t attention_head_dim;                    /* 0: one head over all channels */
    int64_t norm_num_groups, attn_norm_num_groups; /* the latter 0: not given */
    double norm_eps;
    int scale_shift; /* the time embedding scales and shifts, rather than being added */
};

/* The declarations, for the descriptor. */
#define OPTIONS_COUNT 30
extern const struct lb_config options_configs[OPTIONS_COUNT];

/* Reads and checks them. Whatever is wrong is reported. [plan] */
lb_status options_read(const struct lb_info *info, struct options *options);

#endif
