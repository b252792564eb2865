/* SPDX-License-Identifier: MIT */
/* The slow path of a step. */
#include "loop_boundary.h"

#include "events.h"
#include "failure.h"
#include "turn.h"

lb_status lbh_boundary_check_inputs(struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        if (!input->required || !input->name || (instance->slots[input->slot]->flags & LB_SLOT_SET)) continue;
        const char *name = instance->plan->graph->variables[instance->variables[input->slot]].name;
        return lbh_failure(instance, "missing input: \"%s\" is required, and is still not set when this block is reached",
                           name);
    }
    return LB_OK;
}

void lbh_boundary_mark_outputs(struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->output_count; i++) instance->slots[d->outputs[i].declared.slot]->flags |= LB_SLOT_SET;
}

/* Whether the latest failure that was told is this block's, or that of a component it calls. */
static bool has_spoken(const struct lbh_instance *instance)
{
    const struct lbh_instance *failed = instance->plan->failed;
    for (size_t i = 0; instance->used && i < instance->descriptor->component_count; i++)
        if (instance->used[i] == failed) return true;
    return failed == instance;
}

lb_status lbh_boundary_judge(struct lbh_instance *instance, lb_status status, size_t failures)
{
    if (status == LB_OK || status == LB_STOP || status == LB_CANCELLED) return status;
    if (status > 0)
        return lbh_failure(instance, "call returned %d, which is no status: return LB_OK or a negative one", status);
    if (instance->plan->failures == failures || !has_spoken(instance))
        lbh_failure(instance, "call failed with status %d and gave no reason", status);
    return status;
}

lb_status lbh_loop_end_iteration(struct lbh_loop *loop, lb_status status)
{
    const struct lbh_call *call = &loop->body.calls[loop->failed];
    struct lbh_plan *plan = loop->body.step->instance->plan;
    if (call->step->instance && !call->step->loop)
        status = lbh_boundary_judge(call->step->instance, status, plan->failures_before);
    if (status == LB_STOP)
        loop->iterations++;
    else
        lbh_events_note_where(plan, loop);
    loop->status = status;
    loop->attention |= LBH_ATTENTION_ENDED;
    return status;
}

/* Makes one call of a run. */
static lb_status make_one(const struct lbh_call *call)
{
    struct lbh_call alone = *call;
    size_t made = 0;
    alone.run = 1;
    return alone.adapter(&alone, &made);
}

lb_status lbh_boundary_walk(const struct lbh_call *calls, size_t count, size_t *failed)
{
    for (size_t i = 0; i < count; i++) {
        struct lbh_instance *instance = calls[i].step->instance;
        *failed = i;
        lb_status status = instance ? lbh_boundary_check_inputs(instance) : LB_OK;
        if (status == LB_OK) status = make_one(&calls[i]);
        /* A block that ends its loop has done its work. */
        if (instance && (status == LB_OK || status == LB_STOP)) lbh_boundary_mark_outputs(instance);
        if (status != LB_OK) return status;
    }
    return LB_OK;
}

lb_status lbh_loop_step_slowly(struct lbh_loop *loop)
{
    struct lbh_plan *plan = loop->body.step->instance->plan;
    if (loop->attention & LBH_ATTENTION_ENDED) {
        if (loop->status == LB_OK) return lbh_failure(loop->body.step->instance, "lb_loop_step was called outside of call");
        return loop->status;
    }
    const uint32_t pending = atomic_load(&plan->pending);
    if (pending & LBH_PENDING_PROGRESS) {
        atomic_fetch_and(&plan->pending, ~LBH_PENDING_PROGRESS);
        lbh_events_emit(plan, LBH_EVENT_PROGRESS, loop->body.step->instance->path, LB_OK, loop);
    }
    lbh_turn_serve(plan, loop);
    lbh_events_emit(plan, LBH_EVENT_ITERATION_BEGIN, loop->body.step->instance->path, LB_OK, loop);
    /* Another wrapper is to go on from here. */
    if (loop->attention & LBH_ATTENTION_ENDED) return loop->status;
    if (atomic_load(&plan->pending) & LBH_PENDING_STOP) {
        lbh_events_note_where(plan, loop);
        loop->status = LB_CANCELLED;
        loop->attention |= LBH_ATTENTION_ENDED;
        return LB_CANCELLED;
    }
    const bool first = loop->attention & LBH_ATTENTION_FIRST;
    lb_status status = first ? lbh_boundary_walk(loop->body.calls, loop->body.call_count, &loop->failed)
                             : lbh_loop_walk(loop->body.calls, loop->body.call_count, &loop->failed);
    if (first) loop->attention &= ~LBH_ATTENTION_FIRST;
    if (status == LB_OK)
        loop->iterations++;
    else
        status = lbh_loop_end_iteration(loop, status);
    lbh_events_emit(plan, LBH_EVENT_ITERATION_END, loop->body.step->instance->path, status, loop);
    return status;
}
