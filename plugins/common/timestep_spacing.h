/* SPDX-License-Identifier: MIT */
/* Which of the training timesteps are visited in a given number of inference steps. */
#ifndef PLUGINS_COMMON_TIMESTEP_SPACING_H
#define PLUGINS_COMMON_TIMESTEP_SPACING_H

#include <stdint.h>

/* Lin et al. 2024, "Common Diffusion Noise Schedules and Sample Steps are Flawed", table 2. */
enum timestep_spacing { SPACING_LEADING, SPACING_LINSPACE, SPACING_TRAILING };

/* Returns the spacing that diffusers calls by this name; one of "leading", "linspace" and "trailing". */
enum timestep_spacing timestep_spacing_named(const char *name);

/*
 * Fills `timesteps`, `steps` of them, falling. `offset` is added to leading ones only; they may then lie beyond the last training
 * timestep, which is for the caller to refuse. `steps` is 1 to train_timesteps.
 */
void timestep_spacing_fill(enum timestep_spacing spacing, int64_t train_timesteps, int64_t steps, int64_t offset,
                           double *timesteps);

#endif
