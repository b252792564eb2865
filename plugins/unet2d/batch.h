/* SPDX-License-Identifier: MIT */
/* A batch of images: divided into slices, which threads take one after the other. */
#ifndef UNET2D_BATCH_H
#define UNET2D_BATCH_H

#include "embedding.h"
#include "program.h"

/* What batches of one size, or fewer images of it, are worked on with. */
struct batch {
    size_t images; /* at most */
    struct program program;
    size_t table, factors, work; /* a worker's time embeddings and what else it needs: offsets in its memory */
    size_t worker_bytes;
};

/* What a run reads and writes. */
struct batch_run {
    const struct embedding *embedding;
    struct conditions conditions;
    const float *sample; /* [images][in_channels][height][width] */
    float *output;       /* [images][out_channels][height][width] */
    char *scratch;       /* of batch_scratch_bytes */
};

/* Makes the batch ready for these images; what is ready already is kept. A failure is reported. [prepare] */
lb_status batch_prepare(struct batch *batch, const struct embedding *embedding, dnnl_engine_t engine,
                        const struct lb_state *view, size_t images, size_t height, size_t width);
size_t batch_scratch_bytes(const struct batch *batch);

/* Returns LB_FAILED, without a report, where oneDNN could not run the network. [step] */
lb_status batch_run(const struct batch *batch, const struct batch_run *run);

#endif
