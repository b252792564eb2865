/* SPDX-License-Identifier: MIT */
/* The adapter that stands before another one, for who listens and for who takes the time. */
#include "observe.h"

#include "clock.h"
#include "events.h"
#include "loop.h"

static struct lbh_loop *loop_around(const struct lbh_step *step)
{
    do step = step->parent;
    while (step && !step->loop);
    return step ? step->loop : NULL;
}

static lb_status adapt_observed(const struct lbh_call *call, size_t *made)
{
    struct lbh_instance *instance = call->step->instance;
    struct lbh_profile *profile = instance->profile;
    const bool told = lbh_events_mask(instance->plan->events) & (LBH_EVENT_BLOCK_BEGIN | LBH_EVENT_BLOCK_END);
    struct lbh_loop *loop = told ? loop_around(call->step) : NULL;
    if (told) lbh_events_emit(instance->plan, LBH_EVENT_BLOCK_BEGIN, instance->path, LB_OK, loop);
    const int64_t begin_ns = profile ? lbh_clock_now_ns() : 0;
    const lb_status status = call->step->observed(call, made);
    if (profile) {
        profile->call_ns += lbh_clock_now_ns() - begin_ns;
        profile->calls++;
    }
    if (told) lbh_events_emit(instance->plan, LBH_EVENT_BLOCK_END, instance->path, status, loop);
    return status;
}

static void observe(struct lbh_call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct lbh_step *step = calls[i].step;
        if (step->node->kind != LBH_NODE_BLOCK || calls[i].adapter == adapt_observed) continue;
        step->observed = calls[i].adapter;
        calls[i].adapter = adapt_observed;
    }
    lbh_calls_join(calls, count);
}

void lbh_observe_calls(struct lbh_step *step)
{
    observe(step->calls, step->call_count);
    if (step->loop && step->loop->body.step == step) observe(step->loop->body.calls, step->loop->body.call_count);
    if (step->exchanged && step->exchanged->step == step) observe(step->exchanged->calls, step->exchanged->call_count);
    for (size_t i = 0; i < step->child_count; i++) lbh_observe_calls(&step->children[i]);
}
