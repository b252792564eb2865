/* SPDX-License-Identifier: MIT */
/* What a timestep and a class label contribute: from numbers to the vector that each residual block adds. */
#ifndef UNET2D_EMBEDDING_H
#define UNET2D_EMBEDDING_H

#include "network.h"
#include "slice.h"

/* A linear layer as kernels.multiply takes it. */
struct dense {
    size_t in, out; /* out is rounded up to whole vectors */
    float *weights; /* [in][out] */
    float *bias;    /* [out] */
};

struct embedding {
    const struct network *network;
    const struct kernels *kernels;
    size_t features, width; /* of the first layer's input; of the embedding, rounded up */
    struct dense time[2], class_time[2];
    struct dense blocks; /* the layers of all residual blocks side by side: the table's columns */
    float *frequencies;  /* positional: [channels[0] / 2] */
    float *ones, *zeros; /* [lanes] */
};

/* What is known of each image. */
struct conditions {
    size_t images;
    const double *timesteps;
    size_t timestep_stride; /* 0: one for all */
    const int64_t *labels;  /* or null */
    const float *vectors;   /* with class_embed_type "identity": [images][time_embedding_dim] */
};

/* Makes the layers, and sets every residual block's time_column. Returns 0 when out of memory. [plan] */
int embedding_build(struct embedding *embedding, struct network *network, const struct kernels *kernels, struct pool *pool);

/* Returns the floats needed for so many images' table, and for working on any of them. */
size_t embedding_table_floats(const struct embedding *embedding, size_t images);
size_t embedding_work_floats(const struct embedding *embedding);

/*
 * Fills in the table, [images][blocks.out]. Timesteps and labels have been checked. `work` has room for embedding_work_floats.
 * [step]
 */
void embedding_run(const struct embedding *embedding, const struct conditions *conditions, float *work, float *table);

#endif
