/* SPDX-License-Identifier: MIT */
/* The step between an attention's two projections: softmax(query key') value, for every head. */
#ifndef UNET2D_HEADS_H
#define UNET2D_HEADS_H

#include "slice.h"

/*
 * `input` holds queries, keys and values in this order, each of heads * head_channels channels, rounded up to blocks; the
 * output has heads * head_channels. `work` is the offset of work_bytes for each thread.
 */
struct heads {
    size_t heads, head_channels, pixels;
    size_t input, output;
    size_t work, work_bytes;
};

/* Returns the working memory that one thread needs. */
size_t heads_work_bytes(const struct heads *step, const struct kernels *kernels);

/* [step] */
void heads_run(const struct heads *step, const struct slice *slice);

#endif
