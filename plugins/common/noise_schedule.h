/* SPDX-License-Identifier: MIT */
/* How much of the signal is left at each training timestep: the cumulative products of 1 - beta. */
#ifndef PLUGINS_COMMON_NOISE_SCHEDULE_H
#define PLUGINS_COMMON_NOISE_SCHEDULE_H

#include <loopblocks/loopblocks.h>

/* A variance-preserving noise schedule (Ho et al. 2020, equation 4). Owns its array. */
struct noise_schedule {
    int64_t count;         /* training timesteps */
    float *alphas_cumprod; /* [count], falling; the last one may be 0 */
};

/*
 * Computes the schedule from the configs num_train_timesteps, beta_start, beta_end, beta_schedule, trained_betas and
 * rescale_betas_zero_snr. Fails, with the key at fault, on betas that leave no signal before the last timestep. [plan]
 */
lb_status noise_schedule_init(const struct lb_info *info, struct noise_schedule *schedule);

/* Frees what init took; a zero-filled schedule is fine. */
void noise_schedule_fini(struct noise_schedule *schedule);

#endif
