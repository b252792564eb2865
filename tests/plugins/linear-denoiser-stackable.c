/* SPDX-License-Identifier: MIT */
/* The same model, which takes several conditions in one batch. */
#include "linear-denoiser.h"

static const struct lb_denoiser methods = LINEAR_DENOISER(LB_DENOISER_STACKABLE);
static const struct lb_provide provides[] = {{LB_DENOISER_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "linear-denoiser-stackable",
    .version = "1.0.0",
    .description = "Predicts sample * (1 + label) + t + shift.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
};
