/* SPDX-License-Identifier: MIT */
/* Convolutions between blocked tensors, by oneDNN: which way of computing is taken, and how weights reach its layout. */
#ifndef UNET2D_CONVOLUTION_H
#define UNET2D_CONVOLUTION_H

#include <loopblocks/loopblocks.h>

#include "pool.h"
#include "slice.h"

#include <oneapi/dnnl/dnnl.h>

/* What making primitives needs. Failures are reported to `view`. */
struct onednn {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    const struct lb_state *view;
    struct pool *pool; /* owns what is made */
    size_t lanes;
    size_t workers; /* that may run a convolution at the same time */
};

/* A part of a convolution's weights: a matrix of kernels, and where it lies among the blocked channels. */
struct filter_part {
    const float *weight; /* [out][weight_in][kernel][kernel] */
    const float *bias;   /* [out], or null */
    size_t out, in;
    size_t weight_in, first_in; /* of weight_in input channels, the `in` from first_in on */
    size_t physical_out, physical_in;
};

/* Channels are counted as they lie in memory. */
struct convolution_shape {
    size_t images, in, out, height, width; /* height and width of the input */
    size_t kernel, stride, pad_before, pad_after;
    int doubles; /* doubles the images first, by repeating pixels, and adds no bias; kernel 3, stride 1, padding 1 */
    int adds;    /* adds to what the output holds, which is multiplied by `factor` as the convolution is */
    float factor;
    enum precision precision; /* of input and weights; sums and output are float32 */
};

enum { CONVOLUTION_INPUT, CONVOLUTION_OUTPUT, CONVOLUTION_SCRATCHPAD, CONVOLUTION_PLACES };

/* What a worker hands to oneDNN: views of its own working memory, and of the weights and bias that all share. */
struct convolution_arguments {
    dnnl_memory_t places[CONVOLUTION_PLACES];
    dnnl_exec_arg_t items[CONVOLUTION_PLACES + 2];
    int count;
};

struct convolution {
    dnnl_primitive_t primitive;
    size_t offsets[CONVOLUTION_PLACES]; /* in working memory; set by the caller */
    size_t scratchpad_bytes;
    struct convolution_arguments *arguments; /* [workers] */
};

/*
 * Makes the primitive and its weights. Returns LB_UNSUPPORTED, without a report, where oneDNN has no fast way of doubling.
 * [prepare]
 */
lb_status convolution_make(struct convolution *convolution, const struct onednn *onednn, const struct convolution_shape *shape,
                           const struct filter_part *parts, size_t part_count);

/* Points the convolution to a worker's working memory. [step] */
lb_status convolution_bind(const struct convolution *convolution, size_t worker, char *scratch);

/* [step] */
lb_status convolution_run(const struct convolution *convolution, size_t worker, dnnl_stream_t stream);

#endif
