/* SPDX-License-Identifier: MIT */
/* The network that the options describe: its layers in order, each with the checkpoint's tensors. */
#ifndef UNET2D_NETWORK_H
#define UNET2D_NETWORK_H

#include "options.h"
#include "pool.h"
#include "weights.h"

/* A group norm; without one, weight is null. */
struct norm {
    size_t channels, groups;
    const float *weight, *bias; /* [channels] */
};

/* A convolution; without one, weight is null. */
struct filter {
    size_t in, out, kernel;
    const float *weight; /* [out][in][kernel][kernel] */
    const float *bias;   /* [out] */
};

struct linear {
    size_t in, out;
    const float *weight; /* [out][in] */
    const float *bias;   /* [out] */
};

enum resampling { RESAMPLING_NONE, RESAMPLING_DOWN, RESAMPLING_UP };

/* norm1, activation, [resampling], conv1, + time, norm2, activation, conv2, + (shortcut of) the [resampled] input, / divisor */
struct resnet {
    size_t in, out;
    struct norm norm1, norm2;
    struct filter conv1, conv2, shortcut;
    struct linear time;
    enum resampling resampling;
    double divisor;
    size_t time_column; /* where its part of the table of time embeddings begins; set by embedding_build */
};

/* [norm], query, key and value, softmax, projection, + the input, / divisor */
struct attention {
    size_t channels, heads, head_channels;
    struct norm norm;
    struct linear query, key, value, projection;
    double divisor;
};

/* A level on the way down or up, or the middle: residual blocks, an attention after each where there are any, a sampler. */
struct stage {
    size_t resnet_count;
    struct resnet *resnets;
    size_t attention_count; /* in the middle one less than resnets */
    struct attention *attentions;
    enum sampler sampler;
    struct filter sampler_filter;
    struct resnet sampler_resnet;
};

struct network {
    struct options options;
    struct filter first;
    struct linear time[2], class_time[2];
    const float *frequencies; /* Fourier: [channels[0]] */
    const float *time_table;  /* learned: [num_train_timesteps][channels[0]] */
    const float *class_table; /* [num_class_embeds][time_embedding_dim] */
    struct stage *down, *up;  /* [options.levels] */
    struct stage middle;
    struct norm last_norm;
    struct filter last;
};

/* Builds the network in `pool`. Faults of the checkpoint are found by weights_check afterwards. [plan] */
lb_status network_build(struct network *network, const struct lb_info *info, const struct options *options,
                        struct weights *weights, struct pool *pool);

/* Calls visit(context, resnet) for all residual blocks, in the order of execution. */
void network_each_resnet(struct network *network, void (*visit)(void *context, struct resnet *resnet), void *context);

#endif
