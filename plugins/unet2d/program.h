/* SPDX-License-Identifier: MIT */
/* A program: the network's steps for a number of images of one size, in order, each with its places in working memory. */
#ifndef UNET2D_PROGRAM_H
#define UNET2D_PROGRAM_H

#include "convolution.h"
#include "edges.h"
#include "heads.h"
#include "network.h"
#include "normalisation.h"
#include "resample.h"

enum step_kind { STEP_FIRST, STEP_NORMALISE, STEP_CONVOLVE, STEP_HEADS, STEP_RESAMPLE, STEP_COPY, STEP_BIAS, STEP_LAST };

struct step {
    enum step_kind kind;
    union {
        struct first_convolution first;
        struct normalisation normalise;
        struct convolution convolve;
        struct heads heads;
        struct resample resample;
        struct copy copy;
        struct bias bias;
        struct last_convolution last;
    } as;
};

struct program {
    size_t images, height, width; /* of a slice */
    size_t step_count;
    struct step *steps;
    size_t scratch_bytes;
    char *bound; /* the working memory that the convolutions point to */
    struct pool pool;
};

/* Builds the steps. On failure it is reported, and nothing is kept. [prepare] */
lb_status program_build(struct program *program, const struct network *network, const struct kernels *kernels,
                        dnnl_engine_t engine, dnnl_stream_t stream, const struct lb_state *view, size_t images, size_t height,
                        size_t width);

/* Frees it; a program that is all zero is fine. */
void program_fini(struct program *program);

/* Runs the steps over slice->images images, at most as many as it was built for. [step] */
lb_status program_run(struct program *program, const struct slice *slice, dnnl_stream_t stream);

#endif
