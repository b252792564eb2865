/* SPDX-License-Identifier: MIT */
/* A scheduler's turn: a short schedule is made, gone through step by step, and begun again at its end. */
#include <math.h>
#include <string.h>

#include <loopblocks/scheduler.h>

#include "exercise_data.h"

enum { STEPS = 4, MOST_TIMESTEPS = 4096 };

static struct lb_schedule_options options_of(const struct exercise *e)
{
    return (struct lb_schedule_options){
        .struct_size = sizeof(struct lb_schedule_options), .steps = e->scheduler.steps, .strength = 1, .mu = NAN};
}

static lb_status count(struct exercise *e, const struct lb_scheduler *scheduler, int64_t steps)
{
    e->scheduler.steps = steps;
    e->scheduler.count = -1;
    const struct lb_schedule_options options = options_of(e);
    const lb_status status = scheduler->count(e->self, e->state, &options, &e->scheduler.count);
    if (status != LB_OK) return status;
    if (e->scheduler.count < 1 || e->scheduler.count > MOST_TIMESTEPS)
        return lb_fail(e->state, "count: expected=1 to %d timesteps for %lld steps, found=%lld", MOST_TIMESTEPS,
                       (long long)steps, (long long)e->scheduler.count);
    return LB_OK;
}

static lb_status prepare(struct exercise *e, const void *methods)
{
    const struct lb_scheduler *scheduler = methods;
    lb_status status = count(e, scheduler, STEPS);
    if (status != LB_OK) status = count(e, scheduler, 1);
    if (status != LB_OK) return status;
    const int64_t more = e->scheduler.count + 1;
    const bool has_sigmas = scheduler->flags & LB_SCHEDULER_SIGMAS;
    e->scheduler.timesteps = exercise_tensor_new(e, "timesteps", LB_TYPE_F64, 1, &e->scheduler.count);
    e->scheduler.sigmas = has_sigmas ? exercise_tensor_new(e, "sigmas", LB_TYPE_F64, 1, &more) : NULL;
    e->scheduler.first = exercise_sample_new(e, "first sample");
    e->scheduler.sample = exercise_sample_new(e, "sample");
    e->scheduler.scaled = exercise_sample_new(e, "out");
    e->scheduler.output = exercise_sample_new(e, "model_output");
    e->scheduler.noise = exercise_sample_new(e, "noise");
    e->scheduler.previous = exercise_sample_new(e, "prev_sample");
    e->scheduler.original = exercise_sample_new(e, "pred_original_sample");
    e->scheduler.noised = exercise_sample_new(e, "out");
    return e->scheduler.noised ? LB_OK : LB_NO_MEMORY;
}

static struct lb_schedule schedule_at(const struct exercise *e, int64_t index)
{
    return (struct lb_schedule){.timesteps = &e->scheduler.timesteps->view,
                                .sigmas = e->scheduler.sigmas ? &e->scheduler.sigmas->view : NULL,
                                .step = index,
                                .steps = e->scheduler.steps};
}

static lb_status begin(struct exercise *e, const struct lb_scheduler *scheduler)
{
    const struct lb_schedule_options options = options_of(e);
    struct lb_tensor *timesteps = exercise_fills(e, e->scheduler.timesteps), *sigmas = exercise_fills(e, e->scheduler.sigmas);
    memset(&e->scheduler.sigma, e->rig->poison, sizeof e->scheduler.sigma);
    lb_status status = exercise_done(
        e, "set_timesteps", scheduler->set_timesteps(e->self, e->state, &options, timesteps, sigmas, &e->scheduler.sigma));
    if (status != LB_OK) return status;
    exercise_answer(e, &e->scheduler.sigma, sizeof e->scheduler.sigma);
    memcpy(e->scheduler.sample->view.data, e->scheduler.first->view.data, e->scheduler.first->bytes);
    const struct lb_schedule schedule = schedule_at(e, 0);
    exercise_reads(e->scheduler.timesteps);
    exercise_reads(e->scheduler.sigmas);
    return exercise_done(e, "begin", scheduler->begin(e->self, e->state, &schedule));
}

/* One step back; in place in every other one, where that is allowed. */
static lb_status step(struct exercise *e, const struct lb_scheduler *scheduler, const struct lb_schedule *schedule)
{
    const bool odd = schedule->step & 1;
    const bool in_place = odd && (scheduler->flags & LB_SCHEDULER_IN_PLACE);
    const struct lb_step_options options = {
        .struct_size = sizeof options, .eta = odd ? 1 : 0, .s_tmax = INFINITY, .s_noise = 1};
    const int32_t draws = scheduler->draws(e->self, e->state, schedule, &options);
    if (draws < 0 || draws > 1) return lb_fail(e->state, "draws: expected=0 or 1, found=%d", draws);
    exercise_answer(e, &draws, sizeof draws);
    const struct lb_tensor *output = exercise_reads(e->scheduler.output);
    const struct lb_tensor *noise = draws ? exercise_reads(e->scheduler.noise) : NULL;
    const struct lb_tensor *sample = in_place ? exercise_changes(e->scheduler.sample) : exercise_reads(e->scheduler.sample);
    struct lb_tensor *previous = in_place ? &e->scheduler.sample->view : exercise_fills(e, e->scheduler.previous);
    struct lb_tensor *original = odd ? exercise_fills(e, e->scheduler.original) : NULL;
    const lb_status status = exercise_done(
        e, "step", scheduler->step(e->self, e->state, schedule, &options, output, sample, noise, previous, original));
    if (status == LB_OK && !in_place) memcpy(e->scheduler.sample->view.data, previous->data, e->scheduler.sample->bytes);
    return status;
}

static lb_status exercise(struct exercise *e, const void *methods, int64_t iteration)
{
    const struct lb_scheduler *scheduler = methods;
    const int64_t index = iteration % e->scheduler.count;
    lb_status status = index == 0 ? begin(e, scheduler) : LB_OK;
    if (status != LB_OK) return status;
    const struct lb_schedule schedule = schedule_at(e, index);
    const struct lb_tensor *sample = exercise_reads(e->scheduler.sample);
    struct lb_tensor *out = exercise_fills(e, e->scheduler.scaled);
    status = exercise_done(e, "scale_model_input", scheduler->scale_model_input(e->self, e->state, &schedule, sample, out));
    if (status == LB_OK) status = step(e, scheduler, &schedule);
    if (status != LB_OK) return status;
    const struct lb_tensor *first = exercise_reads(e->scheduler.first), *noise = exercise_reads(e->scheduler.noise);
    out = exercise_fills(e, e->scheduler.noised);
    return exercise_done(e, "add_noise", scheduler->add_noise(e->self, e->state, &schedule, index, first, noise, out));
}

const struct exerciser exercise_scheduler = {LB_SCHEDULER_ID, prepare, exercise};
