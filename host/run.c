/* SPDX-License-Identifier: MIT */
/* Walking the steps outside of loops, each prepared just before its call. */
#include "run.h"

#include "events.h"
#include "failure.h"
#include "initial.h"
#include "loop_boundary.h"
#include "loop_setup.h"
#include "shapes.h"

static lb_status run_step(struct lbh_step *step);

static lb_status run_children(struct lbh_step *step)
{
    lb_status status = LB_OK;
    for (size_t i = 0; i < step->child_count && status == LB_OK; i++) status = run_step(&step->children[i]);
    return status;
}

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

static lb_status run_step(struct lbh_step *step)
{
    struct lbh_plan *plan = step->plan;
    lb_status status = LB_OK;
    const uint32_t pending = atomic_load(&plan->pending);
    if (pending & LBH_PENDING_STOP) return LB_CANCELLED;
    if (pending & LBH_PENDING_PROGRESS) {
        atomic_fetch_and(&plan->pending, ~LBH_PENDING_PROGRESS);
        lbh_events_emit(plan, LBH_EVENT_PROGRESS, step->node->path, LB_OK, NULL);
    }
    if (step->instance) status = lbh_boundary_check_inputs(step->instance);
    if (status != LB_OK) return status;
    switch (step->node->kind) {
    case LBH_NODE_SEQUENCE: return run_children(step);
    case LBH_NODE_SELECT:
        lbh_select_choose(step);
        return step->chosen == SIZE_MAX ? LB_OK : run_step(&step->children[step->chosen]);
    case LBH_NODE_BLOCK: status = run_block(step); break;
    case LBH_NODE_LOOP: status = run_loop(step); break;
    }
    if (status == LB_OK) lbh_boundary_mark_outputs(step->instance);
    return status;
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
        lbh_events_emit(plan, LBH_EVENT_RUN_BEGIN, "", LB_OK, NULL);
        const lb_status status = run_step(&plan->root);
        lbh_events_emit(plan, LBH_EVENT_RUN_END, "", status, NULL);
        plan->running = false;
        const struct lbh_error *error = lbh_diag_borrow_error(diag, lbh_diag_count(diag) - 1);
        const bool no_memory = status < 0 && error && error->status == LBH_ERR_MEMORY;
        result = status == LB_OK ? LBH_OK : status == LB_CANCELLED ? LBH_STOPPED : no_memory ? LBH_ERR_MEMORY : LBH_ERR_BLOCK;
        /* A block that says it fails and then returns LB_OK has not failed. */
        if (result == LBH_OK) lbh_diag_truncate(diag, first);
    }
    atomic_store(&plan->pending, 0);
    plan->diag = NULL;
    return result;
}
