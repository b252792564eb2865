/* SPDX-License-Identifier: MIT */
/* A loop that takes the time of each of its iterations, counts the plain ones and notes the others, until it is told to stop. */
#include <loopblocks/loopblocks.h>

#include <time.h>

#include "pulse.h"

#define FIRST_ITERATIONS 1000 /* those of which nothing is said: pages are touched, branches learnt */

struct args {
    int64_t i;
};

enum { PULSE };
static const struct lb_input inputs[] = {
    {.slot = PULSE, .name = "pulse", .type = "i64", .required = 1, .description = "The address of a struct pulse."},
};
static const struct lb_pass passes[] = {LB_PASS(struct args, i, "i64")};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void note(struct pulse *pulse, const struct pulse_beat *beat)
{
    const size_t count = atomic_load_explicit(&pulse->beat_count, memory_order_relaxed);
    if (count == PULSE_BEATS) return;
    pulse->beats[count] = *beat;
    atomic_store_explicit(&pulse->beat_count, count + 1, memory_order_release);
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct pulse *pulse = (struct pulse *)(uintptr_t)*lb_i64(state, PULSE);
    struct args *args = lb_loop_args(state);
    int following = 0;
    for (args->i = 0; !atomic_load_explicit(&pulse->stop, memory_order_relaxed); args->i++) {
        struct pulse_beat beat = {.i = args->i};
        const int64_t begin = now_ns();
        beat.pending = atomic_load_explicit(pulse->pending, memory_order_relaxed);
        const lb_status status = lb_loop_step(state);
        beat.ns = now_ns() - begin;
        if (status != LB_OK) return status;
        if (beat.i == FIRST_ITERATIONS) pulse->begun();
        if (beat.pending) following = PULSE_FOLLOWING + 1;
        if (beat.i <= FIRST_ITERATIONS)
            continue;
        else if (following > 0 || beat.ns > PULSE_LONG_NS)
            note(pulse, &beat);
        else
            pulse->plain[beat.ns]++;
        if (following > 0) following--;
        atomic_store_explicit(&pulse->iterations, beat.i + 1, memory_order_release);
    }
    pulse->ending();
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "pulse-loop",
    .version = "1.0.0",
    .description = "Runs its blocks until it is told to stop, and notes how long each iteration takes.",
    .inputs = LB_ARRAY(inputs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
