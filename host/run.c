/* SPDX-License-Identifier: MIT */
/* Walking the steps outside of loops, each prepared just before its call. */
#include "run.h"

#include <stdio.h>

#include "events.h"
#include "failure.h"
#include "initial.h"
#include "loop_boundary.h"
#include "loop_setup.h"
#include "shapes.h"
#include "turn.h"

static lb_status run_block(struct lbh_step *step)
{
    const struct lbh_plan *plan = step->plan;
    lb_status status = lbh_shapes_prepare(step->instance);
    if (status != LB_OK) return status;
    size_t made = 0;
    status = lbh_boundary_judge(step->instance, step->calls[0].adapter(&step->calls[0], &made), plan->failures_before);
    if (status == LB_STOP) return lbh_failure(step->instance, "call returned LB_STOP, but no loop is around it");
    return status;
}

static lb_status run_loop(struct lbh_step *step)
{
    const lb_status status = lbh_loop_prepare(step);
    return status == LB_OK ? lbh_loop_run(step->loop) : status;
}

/* Returns the step after this one and all that is inside it; null at the end. */
static struct lbh_step *step_after(struct lbh_step *step)
{
    for (; step->parent; step = step->parent) {
        struct lbh_step *const siblings = step->parent->children;
        const size_t next = (size_t)(step - siblings) + 1;
        if (step->parent->node->kind == LBH_NODE_SEQUENCE && next < step->parent->child_count) return &siblings[next];
    }
    return NULL;
}

/* Returns what to do first inside a sequence or a select; where there is nothing, what comes after it. */
static struct lbh_step *step_into(struct lbh_step *step)
{
    if (step->node->kind == LBH_NODE_SEQUENCE) return step->child_count ? step->children : step_after(step);
    lbh_select_choose(step);
    return step->chosen == SIZE_MAX ? step_after(step) : &step->children[step->chosen];
}

/* What stands between two steps as it does between two iterations. */
static lb_status pass_boundary(struct lbh_plan *plan)
{
    const uint32_t pending = atomic_load(&plan->pending);
    if (pending & LBH_PENDING_PROGRESS) {
        atomic_fetch_and(&plan->pending, ~LBH_PENDING_PROGRESS);
        char path[1024]; /* a listener may take the step away */
        snprintf(path, sizeof path, "%s", plan->at->node->path);
        lbh_events_emit(plan, LBH_EVENT_PROGRESS, path, LB_OK, NULL);
    }
    lbh_turn_serve(plan, NULL);
    return (atomic_load(&plan->pending) & LBH_PENDING_STOP) ? LB_CANCELLED : LB_OK;
}

/* Runs the step that has been reached, and moves on to the next. A change may put other steps in their places meanwhile. */
static lb_status run_step(struct lbh_plan *plan)
{
    lb_status status = pass_boundary(plan);
    if (status != LB_OK) return status;
    struct lbh_step *step = plan->at;
    if (step->instance) status = lbh_boundary_check_inputs(step->instance);
    if (status != LB_OK) return status;
    switch (step->node->kind) {
    case LBH_NODE_SEQUENCE:
    case LBH_NODE_SELECT: plan->at = step_into(step); return LB_OK;
    case LBH_NODE_BLOCK: status = run_block(step); break;
    case LBH_NODE_LOOP: status = run_loop(step); break;
    }
    if (status != LB_OK) return status;
    lbh_boundary_mark_outputs(plan->at->instance);
    plan->at = step_after(plan->at);
    return LB_OK;
}

static lb_status run_all(struct lbh_plan *plan)
{
    lb_status status = LB_OK;
    for (plan->at = &plan->graph->root; plan->at && status == LB_OK;) status = run_step(plan);
    plan->at = NULL;
    return status;
}

/* Does what has to wait for the end of a run, and forgets what was asked of this one. */
static void finish(struct lbh_plan *plan)
{
    plan->running = false;
    atomic_fetch_and(&plan->pending, ~(LBH_PENDING_STOP | LBH_PENDING_PROGRESS | LBH_PENDING_LISTEN | LBH_PENDING_PAUSE));
    lbh_turn_serve(plan, NULL);
    plan->diag = NULL;
}

enum lbh_status lbh_run(struct lbh_plan *plan, struct lbh_diag *diag)
{
    plan->diag = diag;
    plan->failures_before = plan->failures;
    const size_t first = plan->errors_before = lbh_diag_count(diag);
    enum lbh_status result = lbh_initial_store(plan, diag);
    lbh_events_forget_where(plan->events);
    const uint32_t in_loops = LBH_EVENT_ITERATION_BEGIN | LBH_EVENT_ITERATION_END;
    if (lbh_events_mask(plan->events) & in_loops) atomic_fetch_or(&plan->pending, LBH_PENDING_LISTEN);
    if (result == LBH_OK) {
        plan->running = true;
        plan->has_run = true;
        lbh_events_emit(plan, LBH_EVENT_RUN_BEGIN, "", LB_OK, NULL);
        const lb_status status = run_all(plan);
        lbh_events_emit(plan, LBH_EVENT_RUN_END, "", status, NULL);
        const struct lbh_error *error = lbh_diag_borrow_error(diag, lbh_diag_count(diag) - 1);
        const bool no_memory = status < 0 && error && error->status == LBH_ERR_MEMORY;
        result = status == LB_OK ? LBH_OK : status == LB_CANCELLED ? LBH_STOPPED : no_memory ? LBH_ERR_MEMORY : LBH_ERR_BLOCK;
        /* A block that says it fails and then returns LB_OK has not failed. */
        if (result == LBH_OK) lbh_diag_truncate(diag, first);
    }
    finish(plan);
    return result;
}
