/* SPDX-License-Identifier: MIT */
/* The interface lb.guider/1: which predictions a guidance method wants of the denoiser, and how it combines them. */
#ifndef LOOPBLOCKS_GUIDER_H
#define LOOPBLOCKS_GUIDER_H

#include <loopblocks/descriptor.h>

#define LB_GUIDER_ID "lb.guider/1"

/* Where in the schedule the loop is. */
struct lb_step_info {
    uint32_t struct_size;
    uint32_t flags; /* 0 */
    int64_t i;      /* iteration, from 0 */
    int64_t steps;  /* of how many */
    double t;       /* timestep */
};

/* lb_condition.kind: which of the caller's inputs a prediction is conditioned on. */
#define LB_CONDITION_POSITIVE 0
#define LB_CONDITION_NEGATIVE 1 /* class_labels gives way to negative_class_label, X to negative_X */

/* One prediction that the guider wants. */
struct lb_condition {
    uint32_t struct_size;
    int32_t kind;
    const char *name; /* "pred_cond", "pred_uncond": for messages; constant */
    const char *hook; /* passed to the denoiser (layers to skip); null for none; constant */
};

/*
 * conditions  how many predictions this step wants: 1, 2, 3... [step]; also asked with i = 0 to size memory [prepare]
 * condition   describes prediction k, of 0 to conditions - 1. [prepare step]
 * combine     makes one prediction of n, f32, all of one shape; `out` may be predictions[0]. [step]
 *
 * maximum is the most that `conditions` ever answers.
 */
struct lb_guider {
    uint32_t struct_size LB_INIT;
    uint32_t flags LB_INIT; /* 0 */
    int32_t maximum LB_INIT;
    uint32_t reserved LB_INIT;
    int32_t (*conditions)(const void *self, struct lb_state *state, const struct lb_step_info *info) LB_INIT;
    lb_status (*condition)(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t k,
                           struct lb_condition *out) LB_INIT;
    lb_status (*combine)(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t n,
                         const struct lb_tensor *const *predictions, struct lb_tensor *out) LB_INIT;
};

/* Returns the table of a component declared with LB_GUIDER_ID. */
static inline const struct lb_guider *lb_guider_of(const struct lb_component_ref *component)
{
    return (const struct lb_guider *)component->methods;
}

#endif
