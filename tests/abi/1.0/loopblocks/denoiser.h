/* SPDX-License-Identifier: MIT */
/* The interface lb.denoiser/1: a model that predicts noise, velocity or the clean sample from a noisy one. */
#ifndef LOOPBLOCKS_DENOISER_H
#define LOOPBLOCKS_DENOISER_H

#include <loopblocks/descriptor.h>

#define LB_DENOISER_ID "lb.denoiser/1"

/* lb_denoiser.flags */
#define LB_DENOISER_STACKABLE 1u /* samples of a batch do not influence each other: conditions may share one batch */
#define LB_DENOISER_INTEGER_T 2u /* timesteps must be whole numbers */

/* An input that the model takes, by name. [load] */
struct lb_field {
    const char *name LB_INIT; /* "sample" is the noisy sample; others as the model calls them, "class_labels" */
    const char *type LB_INIT;
    uint32_t optional LB_INIT;
    uint32_t reserved LB_INIT;
};

/*
 * fields    what `in` may hold. "sample" is f32[B,C,H,W].
 * property  a fact of the model: "in_channels", "out_channels", "sample_size", "num_class_embeds" (with the unconditional one);
 *           out->type is LB_TYPE_NONE for what this model does not have. [prepare step]
 * prepare   makes ready for these shapes and for any smaller batch of them (data may be null); fills out's dtype, ndim and shape, which
 *           points to room for LB_MAX_NDIM extents. The component may set shapes of its own scratch here. [prepare]
 * run       fills `out`. timestep is f64: a scalar, [B] or [B,N]; `hook` is null or names a variation. Shapes are those of
 *           the last prepare, or the same with a smaller batch. [step]
 */
struct lb_denoiser {
    uint32_t struct_size LB_INIT;
    uint32_t flags LB_INIT;
    const struct lb_field *fields LB_INIT;
    uint32_t field_count LB_INIT;
    uint32_t field_stride LB_INIT;
    lb_status (*property)(const void *self, struct lb_state *state, const char *name, struct lb_value *out) LB_INIT;
    lb_status (*prepare)(const void *self, struct lb_state *state, const struct lb_named *in, uint32_t n,
                         struct lb_tensor *out) LB_INIT;
    lb_status (*run)(const void *self, struct lb_state *state, const struct lb_tensor *timestep, const struct lb_named *in,
                     uint32_t n, const char *hook, struct lb_tensor *out) LB_INIT;
};

/* Returns the table of a component declared with LB_DENOISER_ID. */
static inline const struct lb_denoiser *lb_denoiser_of(const struct lb_component_ref *component)
{
    return (const struct lb_denoiser *)component->methods;
}

#endif
