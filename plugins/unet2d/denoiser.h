/* SPDX-License-Identifier: MIT */
/* The component itself: a network read from its folder, and the methods of lb.denoiser/1 that run it. */
#ifndef UNET2D_DENOISER_H
#define UNET2D_DENOISER_H

#include "batch.h"

/* The component's own state. */
enum { SCRATCH };

struct denoiser {
    struct pool pool;
    struct weights weights;
    struct network network;
    struct embedding embedding;
    dnnl_engine_t engine;
    struct batch *batch; /* what prepare has made for the shapes of its inputs; it changes while the denoiser is constant */
};

extern const struct lb_denoiser denoiser_methods;

#endif
