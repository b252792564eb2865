/* SPDX-License-Identifier: MIT */
/* What the block's two files share: the numbers of its slots and components, and the way from a condition to a prediction. */
#ifndef DENOISE_MODEL_H
#define DENOISE_MODEL_H

#include <loopblocks/loopblocks.h>

#define MAX_FIELDS 16 /* inputs of a model */

enum {
    SCALED_LATENTS,
    CLASS_LABELS,
    NEGATIVE_CLASS_LABEL,
    TIMESTEPS,
    BEGIN_INDEX,
    DENOISER_INPUTS,
    NOISE_PRED,
    STACKED_LATENTS,
    LABELS,
    PREDICTIONS
};
enum { UNET, GUIDER };

/*
 * Whether there are further values to pass on to the model. They are as long as the batch: conditions that come with them do
 * not share one. [prepare step]
 */
int has_extras(const struct lb_state *state);

/* Fails where the model's classes and the labels that are given do not go together. [prepare] */
lb_status check_labels(struct lb_state *state, const struct lb_component_ref *unet);

/* Fills `in` with what the model gets for one kind of condition. `labels` is null where there are none. [prepare step] */
lb_status collect_fields(struct lb_state *state, int32_t kind, const struct lb_tensor *sample, const struct lb_tensor *labels,
                         struct lb_named in[MAX_FIELDS], uint32_t *field_count);

/* Runs the model once, for `n` conditions in one batch; their predictions are written one after the other. [step] */
lb_status run_model(struct lb_state *state, const struct lb_component_ref *unet, double t,
                    const struct lb_condition *conditions, int32_t n, float *predictions);

#endif
