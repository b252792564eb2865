/* SPDX-License-Identifier: MIT */
/* The network's layers, appended to a program that is being built. */
#ifndef UNET2D_LAYERS_H
#define UNET2D_LAYERS_H

#include "builder.h"

/* Take the inputs, give the output. A residual block may have two inputs, which it sees as one. */
struct feature_map *layer_resnet(struct builder *b, struct feature_map *const *inputs, size_t input_count,
                                 const struct resnet *resnet);
struct feature_map *layer_sampler(struct builder *b, struct feature_map *input, const struct stage *stage,
                                  enum resampling resampling);

/* Adds to the input, which must have no other user, what attention makes of it. */
void layer_attention(struct builder *b, struct feature_map *input, const struct attention *attention);

#endif
