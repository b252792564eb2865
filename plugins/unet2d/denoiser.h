/* SPDX-License-Identifier: MIT */
/* The component itself: a network read from its folder, and the methods of lb.denoiser/1 that run it. */
#ifndef UNET2D_DENOISER_H
#define UNET2D_DENOISER_H

#include "embedding.h"
#include "program.h"

/* The component's own state. */
enum { SCRATCH };

/* What prepare has made for the shapes of its inputs; it changes while the denoiser itself is constant. */
struct prepared {
    struct program program;
    size_t images; /* of the whole batch */
};

struct denoiser {
    struct pool pool;
    struct weights weights;
    struct network network;
    struct embedding embedding;
    const struct kernels *kernels;
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    struct prepared *prepared;
};

extern const struct lb_denoiser denoiser_methods;

#endif
