/* SPDX-License-Identifier: MIT */
/* The host's service lb.weights/1: checkpoints, read once, mapped read-only and shared by all who ask for the same file. */
#ifndef LOOPBLOCKS_WEIGHTS_H
#define LOOPBLOCKS_WEIGHTS_H

#include <loopblocks/tensor.h>

#define LB_WEIGHTS_ID "lb.weights/1"

/* An open checkpoint: names and tensors in the file's order. */
struct lb_checkpoint;

/*
 * Fetch it with lb_host_extension(info, LB_WEIGHTS_ID). Tensors are borrowed, constant and aligned to their element's size,
 * until close.
 *
 * open   opens a safetensors file, or a diffusers folder by its diffusion_pytorch_model.safetensors. `context` is the one in
 *        lb_info; a failure has already been reported there. [plan]
 * close  gives the checkpoint back; null is fine. [any]
 * count  how many tensors it holds
 * at     one of them, by index
 * find   one of them by name, or null; takes logarithmic time
 */
struct lb_weights {
    uint32_t struct_size;
    uint32_t flags; /* 0 */
    lb_status (*open)(void *context, const char *path, struct lb_checkpoint **out);
    void (*close)(struct lb_checkpoint *checkpoint);
    uint32_t (*count)(const struct lb_checkpoint *checkpoint);
    const struct lb_named *(*at)(const struct lb_checkpoint *checkpoint, uint32_t index);
    const struct lb_tensor *(*find)(const struct lb_checkpoint *checkpoint, const char *name);
};

#endif
