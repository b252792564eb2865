/* SPDX-License-Identifier: MIT */
/* The calls of lb.scheduler/1 in the order in which a pipeline makes them. */
#include "scheduler_fixture.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void scheduler_open(struct scheduler_fixture *fixture, const char *plugin, json_t *config)
{
    *fixture = (struct scheduler_fixture){.options = {.struct_size = sizeof fixture->options, .s_noise = 1}};
    component_open(&fixture->component, plugin, LB_SCHEDULER_ID, config);
    fixture->methods = fixture->component.methods;
}

void scheduler_open_text(struct scheduler_fixture *fixture, const char *plugin, const char *config)
{
    char *text = strdup(config);
    ck_assert_ptr_nonnull(text);
    for (char *c = text; *c; c++)
        if (*c == '\'') *c = '"';
    json_t *json = json_loads(text, 0, NULL);
    ck_assert_msg(json != NULL, "no JSON: %s", text);
    scheduler_open(fixture, plugin, json);
    json_decref(json);
    free(text);
}

void scheduler_close(struct scheduler_fixture *fixture)
{
    component_close(&fixture->component);
    free(fixture->values);
}

lb_status scheduler_set(struct scheduler_fixture *fixture, int64_t steps, double *custom, int64_t custom_count)
{
    const void *self = fixture->component.self;
    struct lb_state *state = fixture->component.state;
    struct lb_tensor given = tensor_f64(custom, 1, &custom_count);
    const struct lb_schedule_options options = {
        .struct_size = sizeof options, .steps = steps, .strength = 1, .timesteps = custom ? &given : NULL, .mu = (double)NAN};
    int64_t count = 0;
    lb_status status = fixture->methods->count(self, state, &options, &count);
    if (status != LB_OK) return status;
    free(fixture->values);
    fixture->values = calloc((size_t)count, sizeof *fixture->values);
    ck_assert_ptr_nonnull(fixture->values);
    fixture->count = count;
    fixture->timesteps = tensor_f64(fixture->values, 1, &fixture->count);
    double sigma = 0;
    status = fixture->methods->set_timesteps(self, state, &options, &fixture->timesteps, NULL, &sigma);
    if (status != LB_OK) return status;
    ck_assert(sigma == 1);
    fixture->schedule = (struct lb_schedule){.timesteps = &fixture->timesteps, .steps = custom ? count : steps};
    return fixture->methods->begin(self, state, &fixture->schedule);
}

lb_status scheduler_take_step(struct scheduler_fixture *fixture, int64_t index, const struct batch *batch, float *output,
                              float *sample, float *noise, float *prev, float *original)
{
    int64_t shape[3] = {batch->samples, batch->channels, batch->elements};
    int64_t output_shape[3] = {batch->samples, batch->output_channels ? batch->output_channels : batch->channels,
                               batch->elements};
    const struct lb_tensor output_tensor = tensor_f32(output, 3, output_shape), sample_tensor = tensor_f32(sample, 3, shape);
    const struct lb_tensor noise_tensor = tensor_f32(noise, 3, shape);
    struct lb_tensor prev_tensor = tensor_f32(prev, 3, shape), original_tensor = tensor_f32(original, 3, shape);
    fixture->schedule.step = index;
    return fixture->methods->step(fixture->component.self, fixture->component.state, &fixture->schedule, &fixture->options,
                                  &output_tensor, &sample_tensor, noise ? &noise_tensor : NULL, &prev_tensor,
                                  original ? &original_tensor : NULL);
}
