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

enum step_kind {
    STEP_FIRST,
    STEP_NORMALISE,
    STEP_CONVOLVE,
    STEP_HEADS,
    STEP_RESAMPLE,
    STEP_COPY,
    STEP_ROUND,
    STEP_BIAS,
    STEP_LAST
};

struct step {
    enum step_kind kind;
    union {
        struct first_convolution first;
        struct normalisation normalise;
        struct convolution convolve;
        struct heads heads;
        struct resample resample;
        struct copy copy;
        struct rounding round;
        struct bias bias;
        struct last_convolution last;
    } as;
};

/* What a program is built for. */
struct program_shape {
    size_t images, height, width; /* of a slice */
    size_t workers;               /* that run slices at the same time, each in working memory of its own */
    size_t threads;               /* that each of them uses */
};

/* What a worker runs with. */
struct worker {
    dnnl_stream_t stream;
    char *bound; /* the working memory that its convolutions point to */
};

struct program {
    struct program_shape shape;
    size_t step_count;
    struct step *steps;
    size_t scratch_bytes; /* for each worker */
    struct worker *workers;
    struct pool pool;
};

/* Builds the steps. On failure it is reported, and nothing is kept. [prepare] */
lb_status program_build(struct program *program, const struct program_shape *shape, const struct network *network,
                        const struct kernels *kernels, dnnl_engine_t engine, const struct lb_state *view);

/* Frees it; a program that is all zero is fine. */
void program_fini(struct program *program);

/* Runs the steps over slice->images images, at most as many as it was built for. Workers may do so at the same time. [step] */
lb_status program_run(const struct program *program, const struct slice *slice);

#endif
