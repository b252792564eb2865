/* SPDX-License-Identifier: MIT */
/* Checkpoints shared between all who ask for the same file: the cache behind the service lb.weights/1. */
#ifndef LBH_WEIGHTS_H
#define LBH_WEIGHTS_H

#include <loopblocks/weights.h>

#include "diag.h"

/* A cache of open checkpoints, counted; one a host. Safe to use from several threads. */
struct lbh_weights;

struct lbh_weights *lbh_weights_new(void);
void lbh_weights_free(struct lbh_weights *weights);

/*
 * Opens a safetensors file, or a diffusers folder by its diffusion_pytorch_model.safetensors (a folder with only an .index.json
 * or a .bin is refused with what to do). The same file (device, inode, size, time of change) is mapped once.
 */
enum lbh_status lbh_weights_open(struct lbh_weights *weights, const char *path, struct lb_checkpoint **checkpoint,
                                 struct lbh_diag *diag);

/* These need no context but the checkpoint, and have the signatures of struct lb_weights. */
void lbh_checkpoint_close(struct lb_checkpoint *checkpoint);
uint32_t lbh_checkpoint_count(const struct lb_checkpoint *checkpoint);
const struct lb_named *lbh_checkpoint_at(const struct lb_checkpoint *checkpoint, uint32_t index);
const struct lb_tensor *lbh_checkpoint_find(const struct lb_checkpoint *checkpoint, const char *name);

#endif
