/* SPDX-License-Identifier: MIT */
/* A scheduler with a schedule, as the tests drive it: by hand, without a model or a loop. */
#ifndef TESTS_REFERENCE_SCHEDULER_FIXTURE_H
#define TESTS_REFERENCE_SCHEDULER_FIXTURE_H

#include <loopblocks/scheduler.h>

#include "component.h"

/* Owns everything; `schedule` lends `timesteps`. */
struct scheduler_fixture {
    struct component component;
    const struct lb_scheduler *methods;
    double *values; /* the timesteps */
    int64_t count;
    struct lb_tensor timesteps;
    struct lb_schedule schedule;
    struct lb_step_options options; /* eta 0 */
};

/* Opens "ddim" or "ddpm" with a config, borrowed, that must be right. */
void scheduler_open(struct scheduler_fixture *fixture, const char *plugin, json_t *config);

/* The same with the config as JSON text, in which ' stands for ". */
void scheduler_open_text(struct scheduler_fixture *fixture, const char *plugin, const char *config);
void scheduler_close(struct scheduler_fixture *fixture);

/* Makes the schedule, from a number of steps or, if `custom` is not null, from these timesteps. Returns the first failure. */
lb_status scheduler_set(struct scheduler_fixture *fixture, int64_t steps, double *custom, int64_t custom_count);

/* Takes step `index` over a batch of shape [samples, channels, elements]. `noise` and `original` may be null. */
struct batch {
    int64_t samples;
    int64_t channels;
    int64_t elements;
    int64_t output_channels; /* of the model's output; 0: as many as the sample's */
};
lb_status scheduler_take_step(struct scheduler_fixture *fixture, int64_t index, const struct batch *batch, float *output,
                              float *sample, float *noise, float *prev, float *original);

#endif
