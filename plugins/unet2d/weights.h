/* SPDX-License-Identifier: MIT */
/* Taking tensors out of a checkpoint: each by name and shape, all of them used, and one report of everything that is wrong. */
#ifndef UNET2D_WEIGHTS_H
#define UNET2D_WEIGHTS_H

#include <loopblocks/loopblocks.h>

#include "pool.h"

/* A list of faults of one kind, of which the first few are named. */
struct weights_faults {
    char text[640];
    size_t length;
    size_t count;
};

/* An open checkpoint, and what has been found out about it. Free it with weights_close. */
struct weights {
    const struct lb_weights *service;
    struct lb_checkpoint *checkpoint;
    struct pool *pool; /* borrowed: owns what had to be converted */
    const struct lb_tensor **taken;
    size_t taken_count;
    struct weights_faults missing, shapes, types, values, unused;
};

/* Opens the checkpoint at `path`. Converted tensors live in `pool`. A failure is reported. [plan] */
lb_status weights_open(struct weights *weights, const struct lb_info *info, const char *path, struct pool *pool);

/* Gives the checkpoint back: the tensors that were taken are no longer readable. */
void weights_close(struct weights *weights);

/* Returns whether the checkpoint has a tensor of this name. */
int weights_have(const struct weights *weights, const char *name);

/*
 * Returns the tensor's values as float, which live as long as the checkpoint and the pool. Returns null where it is missing or
 * not what is expected, which weights_check will report.
 */
const float *weights_take(struct weights *weights, const char *name, int32_t ndim, const int64_t *shape);

/* Accepts the tensor where it is there, and does not use it. */
void weights_ignore(struct weights *weights, const char *name);

/* Reports all faults in one message; LB_OK where there are none and every tensor has been taken. */
lb_status weights_check(struct weights *weights, const struct lb_info *info);

#endif
