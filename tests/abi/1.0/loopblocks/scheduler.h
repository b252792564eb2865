/* SPDX-License-Identifier: MIT */
/* The interface lb.scheduler/1: the arithmetic of a diffusion scheduler. It keeps no schedule and draws no noise. */
#ifndef LOOPBLOCKS_SCHEDULER_H
#define LOOPBLOCKS_SCHEDULER_H

#include <loopblocks/descriptor.h>

#define LB_SCHEDULER_ID "lb.scheduler/1"

/* lb_scheduler.flags */
#define LB_SCHEDULER_INTEGER_T 1u    /* timesteps are whole numbers */
#define LB_SCHEDULER_SCALES_INPUT 2u /* scale_model_input changes the sample */
#define LB_SCHEDULER_IN_PLACE 4u     /* step's prev_sample may be its sample */
#define LB_SCHEDULER_SIGMAS 8u       /* the schedule has sigmas: one more than timesteps, the last one for the end */

/*
 * A schedule, lent for a call. timesteps: f64[N], from noisy to clean; sigmas: f64[N + 1], or null. `step` is the index of the
 * current timestep, `begin` that of the first one used (greater than 0 when an image is only partly renoised), `steps` the
 * number of inference steps, which is less than N where a step takes several evaluations. Timesteps may repeat: go by `step`.
 */
struct lb_schedule {
    const struct lb_tensor *timesteps;
    const struct lb_tensor *sigmas;
    int64_t step;
    int64_t begin;
    int64_t steps;
};

/* What a schedule is made from. */
struct lb_schedule_options {
    uint32_t struct_size;
    uint32_t flags;                    /* 0 */
    int64_t steps;                     /* inference steps; at least 1 */
    double strength;                   /* (0, 1]: how much of the schedule is used; 1 is all */
    const struct lb_tensor *timesteps; /* custom ones, f64[N], or null */
    const struct lb_tensor *sigmas;    /* custom ones, f64[N], or null */
    double mu;                         /* shift that depends on resolution; NaN: none */
};

struct lb_step_options {
    uint32_t struct_size;
    uint32_t flags; /* 0 */
    double eta;     /* DDIM's eta, 0 to 1 (Song et al. 2020, equation 16) */
    double s_churn; /* Karras et al. 2022, algorithm 2 */
    double s_tmin;
    double s_tmax;
    double s_noise;
};

/*
 * All tensors of samples are f32 of one shape [B, ...], memory of the caller. `self` and `state` come from the component.
 *
 * order              evaluations a step: 1, or 2 for Heun and its like
 * count              how many timesteps these options give. Fails on steps that the scheduler cannot make. [prepare]
 * set_timesteps      fills timesteps [count], sigmas [count + 1] (null unless flagged), and the standard deviation that initial
 *                    noise must have. [prepare step]
 * begin              forgets the history; takes up a schedule, also one in the middle, or refuses. [step swap]
 * scale_model_input  what the denoiser is given for this sample; `out` may be `sample`. [step]
 * draws              how many noises `step` needs now: 0 or 1. [step]
 * step               one step back: prev_sample from the model's output and the sample. `noise` is null where draws says 0;
 *                    pred_original_sample may be null. The caller advances schedule->step. [step]
 * add_noise          noises `original` to the level of timestep `index`; `out` may be one of the others. [step]
 */
struct lb_scheduler {
    uint32_t struct_size LB_INIT;
    uint32_t flags LB_INIT;
    int32_t order LB_INIT;
    uint32_t reserved LB_INIT;
    lb_status (*count)(const void *self, struct lb_state *state, const struct lb_schedule_options *options, int64_t *n) LB_INIT;
    lb_status (*set_timesteps)(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                               struct lb_tensor *timesteps, struct lb_tensor *sigmas, double *init_noise_sigma) LB_INIT;
    lb_status (*begin)(const void *self, struct lb_state *state, const struct lb_schedule *schedule) LB_INIT;
    lb_status (*scale_model_input)(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                   const struct lb_tensor *sample, struct lb_tensor *out) LB_INIT;
    int32_t (*draws)(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                     const struct lb_step_options *options) LB_INIT;
    lb_status (*step)(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                      const struct lb_step_options *options, const struct lb_tensor *model_output,
                      const struct lb_tensor *sample, const struct lb_tensor *noise, struct lb_tensor *prev_sample,
                      struct lb_tensor *pred_original_sample) LB_INIT;
    lb_status (*add_noise)(const void *self, struct lb_state *state, const struct lb_schedule *schedule, int64_t index,
                           const struct lb_tensor *original, const struct lb_tensor *noise, struct lb_tensor *out) LB_INIT;
};

/* Returns the table of a component declared with LB_SCHEDULER_ID. */
static inline const struct lb_scheduler *lb_scheduler_of(const struct lb_component_ref *component)
{
    return (const struct lb_scheduler *)component->methods;
}

#endif
