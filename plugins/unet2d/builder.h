/* SPDX-License-Identifier: MIT */
/* A program that is being built: steps are appended, and the tensors between them are given places in working memory. */
#ifndef UNET2D_BUILDER_H
#define UNET2D_BUILDER_H

#include "program.h"
#include "scratch.h"

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

/* Reports that there is no memory, unless a failure has been reported. */
void builder_out_of_memory(struct builder *b);

/* Appends a step, to be filled in. */
struct step *builder_step(struct builder *b, enum step_kind kind);

/* A new tensor of the slice's images, with one user; and a user less, which frees a tensor that has no other. */
struct feature_map *builder_map(struct builder *b, enum precision precision, size_t channels, size_t height, size_t width);
void builder_drop(struct builder *b, struct feature_map *map);

/* How a normalisation differs from a plain one. */
struct normal_manner {
    enum activation activation;
    enum time_use time_use;
    size_t time_column;
};

/* Normalises one map, or two as one, into `output`. */
void builder_normalise(struct builder *b, struct feature_map *const *inputs, size_t input_count, struct feature_map *output,
                       const struct norm *norm, struct normal_manner manner);

/* How a convolution differs from a plain one. */
struct manner {
    size_t stride, pad_before, pad_after;
    int doubles, adds;
    double divisor;
};

/* Convolves in the input's precision. Returns 0, and adds nothing, where oneDNN has no fast way of doubling. */
int builder_convolve(struct builder *b, const struct feature_map *input, struct feature_map *output, size_t kernel,
                     const struct filter_part *parts, size_t part_count, struct manner manner);

/* The same, with a filter whose channels are those of the input and the output. */
int builder_filter(struct builder *b, const struct feature_map *input, struct feature_map *output, const struct filter *filter,
                   struct manner manner);

/* Return a new map: the input halved or doubled; all inputs side by side; the input in the precision that convolutions use. */
struct feature_map *builder_resample(struct builder *b, const struct feature_map *input, enum resampling resampling);
struct feature_map *builder_copy(struct builder *b, struct feature_map *const *inputs, size_t input_count, size_t channels);
struct feature_map *builder_round(struct builder *b, struct feature_map *input);

#endif
