/* SPDX-License-Identifier: MIT */
/* Flattening the tree of blocks into arrays of calls, and the adapters for what is not a plain block. */
#include "loop_setup.h"

#include <stdlib.h>

#include "clock.h"
#include "events.h"
#include "loop_boundary.h"
#include "services.h"
#include "shapes.h"

static lb_status adapt_loop(const struct lbh_call *call, size_t *made)
{
    *made = 0;
    struct lbh_loop *loop = call->step->loop;
    /* Shapes may have changed since this loop was prepared together with the one around it. */
    if (loop->prepared_epoch != loop->body.step->instance->plan->shape_epoch) {
        const lb_status status = lbh_loop_prepare(call->step);
        if (status != LB_OK) return status;
    }
    return lbh_loop_run(loop);
}

static lb_status adapt_select(const struct lbh_call *call, size_t *made)
{
    *made = 0;
    const struct lbh_step *select = call->step;
    if (select->chosen == SIZE_MAX) return LB_OK;
    const struct lbh_step *chosen = &select->children[select->chosen];
    size_t failed = 0;
    const lb_status status = lbh_boundary_walk(chosen->calls, chosen->call_count, &failed);
    if (status == LB_OK) return LB_OK;
    const struct lbh_step *step = chosen->calls[failed].step;
    return step->instance && !step->loop ? lbh_boundary_judge(step->instance, status, step->instance->plan->failures_before)
                                         : status;
}

/* Counts the calls that a step puts into the array of the loop or case around it. */
static size_t count_calls(const struct lbh_step *step)
{
    if (step->node->kind != LBH_NODE_SEQUENCE) return 1;
    size_t count = 0;
    for (size_t i = 0; i < step->child_count; i++) count += count_calls(&step->children[i]);
    return count;
}

static enum lbh_status build(struct lbh_step *step, struct lbh_loop *outer, struct lbh_diag *diag);

/* Appends the calls of a step, sequences unfolded. */
static enum lbh_status append_calls(struct lbh_step *step, struct lbh_loop *outer, struct lbh_call *calls, size_t *used,
                                    struct lbh_diag *diag)
{
    enum lbh_status status = LBH_OK;
    switch (step->node->kind) {
    case LBH_NODE_SEQUENCE:
        for (size_t i = 0; i < step->child_count && status == LBH_OK; i++)
            status = append_calls(&step->children[i], outer, calls, used, diag);
        return status;
    case LBH_NODE_BLOCK: return lbh_call_bind(&calls[(*used)++], step, diag);
    case LBH_NODE_LOOP: calls[(*used)++] = (struct lbh_call){.adapter = adapt_loop, .step = step, .run = 1}; break;
    case LBH_NODE_SELECT: calls[(*used)++] = (struct lbh_call){.adapter = adapt_select, .step = step, .run = 1}; break;
    }
    return build(step, outer, diag);
}

/* Makes the array of all calls within a step's children, or, for a case, within itself. */
static enum lbh_status flatten(struct lbh_step *steps, size_t count, struct lbh_loop *outer, struct lbh_call **calls,
                               size_t *call_count, struct lbh_diag *diag)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += count_calls(&steps[i]);
    *calls = aligned_alloc(_Alignof(max_align_t) > 64 ? _Alignof(max_align_t) : 64, (total ? total : 1) * sizeof **calls);
    if (!*calls) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < total; i++) (*calls)[i] = (struct lbh_call){.adapter = NULL};
    *call_count = total;
    size_t used = 0;
    enum lbh_status status = LBH_OK;
    for (size_t i = 0; i < count && status == LBH_OK; i++) status = append_calls(&steps[i], outer, *calls, &used, diag);
    lbh_calls_join(*calls, total);
    return status;
}

/* Makes the loop of a wrapper that has none yet. */
static bool make_loop(struct lbh_instance *wrapper)
{
    const struct lbh_descriptor *d = wrapper->descriptor;
    struct lbh_loop *loop = wrapper->loop = calloc(1, sizeof *loop);
    if (!loop) return false;
    *loop = (struct lbh_loop){.pending = &wrapper->plan->home->pending, .attention = LBH_ATTENTION_ENDED};
    wrapper->state.host = &wrapper->plan->home->wrapper_services;
    wrapper->state.loop_args = lbh_arena_take(wrapper->plan->arena, d->passes_size);
    loop->arguments = calloc(d->pass_count + 1, sizeof *loop->arguments);
    if (!wrapper->state.loop_args || !loop->arguments) return false;
    for (size_t i = 0; i < d->pass_count; i++)
        loop->arguments[i] = (struct lbh_loop_argument){d->passes[i].declared.name, d->passes[i].type.element, 0,
                                                        (const char *)wrapper->state.loop_args + d->passes[i].declared.offset};
    return true;
}

/* A loop that runs already keeps its body until the draft is published. */
static enum lbh_status build_loop(struct lbh_step *step, struct lbh_loop *outer, struct lbh_diag *diag)
{
    struct lbh_instance *wrapper = step->instance;
    const bool adopted = wrapper->loop != NULL;
    if (adopted) step->exchanged = calloc(1, sizeof *step->exchanged);
    if (adopted ? !step->exchanged : !make_loop(wrapper)) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    struct lbh_loop *loop = step->loop = wrapper->loop;
    struct lbh_body *body = adopted ? step->exchanged : &loop->body;
    body->step = step;
    body->outer = outer;
    const enum lbh_status status = lbh_call_bind(&body->wrapper, step, diag);
    if (status != LBH_OK) return status;
    return flatten(step->children, step->child_count, loop, &body->calls, &body->call_count, diag);
}

static enum lbh_status build(struct lbh_step *step, struct lbh_loop *outer, struct lbh_diag *diag)
{
    enum lbh_status status = LBH_OK;
    switch (step->node->kind) {
    case LBH_NODE_LOOP: return build_loop(step, outer, diag);
    case LBH_NODE_BLOCK: return flatten(step, 1, outer, &step->calls, &step->call_count, diag);
    case LBH_NODE_SELECT:
        if (!outer) break; /* its cases are run step by step, as sequences are */
        for (size_t i = 0; i < step->child_count && status == LBH_OK; i++) {
            struct lbh_step *child = &step->children[i];
            status = flatten(child, 1, outer, &child->calls, &child->call_count, diag);
        }
        return status;
    case LBH_NODE_SEQUENCE: break;
    }
    for (size_t i = 0; i < step->child_count && status == LBH_OK; i++) status = build(&step->children[i], outer, diag);
    return status;
}

enum lbh_status lbh_loops_build(struct lbh_plan *plan, struct lbh_diag *diag)
{
    if (plan->home == plan) {
        plan->wrapper_services = lbh_services;
        plan->wrapper_services.loop_step = lbh_loop_step;
    }
    return build(&plan->graph->root, NULL, diag);
}

static void free_calls(struct lbh_call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) lbh_call_release(&calls[i]);
    free(calls);
}

static void fini_body(struct lbh_body *body)
{
    free_calls(body->calls, body->call_count);
    lbh_call_release(&body->wrapper);
    *body = (struct lbh_body){.calls = NULL};
}

void lbh_loops_free(struct lbh_step *step)
{
    for (size_t i = 0; i < step->child_count; i++) lbh_loops_free(&step->children[i]);
    free_calls(step->calls, step->call_count);
    step->calls = NULL;
    /* What a loop walks may have become that of another graph. */
    if (step->loop && step->loop->body.step == step) fini_body(&step->loop->body);
}

void lbh_loops_free_exchanged(struct lbh_step *step)
{
    for (size_t i = 0; i < step->child_count; i++) lbh_loops_free_exchanged(&step->children[i]);
    if (step->exchanged) fini_body(step->exchanged);
    free(step->exchanged);
    step->exchanged = NULL;
}

void lbh_loops_exchange(struct lbh_step *step)
{
    for (size_t i = 0; i < step->child_count; i++) lbh_loops_exchange(&step->children[i]);
    if (!step->exchanged) return;
    const struct lbh_body body = step->loop->body;
    step->loop->body = *step->exchanged;
    *step->exchanged = body;
}

void lbh_loop_free(struct lbh_instance *wrapper)
{
    if (!wrapper->loop) return;
    lbh_arena_give(wrapper->plan->arena, wrapper->state.loop_args, wrapper->descriptor->passes_size);
    free(wrapper->loop->arguments);
    free(wrapper->loop);
    wrapper->loop = NULL;
}

void lbh_select_choose(struct lbh_step *step)
{
    const struct lbh_plan *plan = step->plan;
    step->chosen = SIZE_MAX;
    for (size_t i = 0; i < step->child_count && step->chosen == SIZE_MAX; i++) {
        const struct lbh_step *child = &step->children[i];
        if (!child->node->when || (plan->graph->variables[child->trigger].cell->slot.flags & LB_SLOT_SET)) step->chosen = i;
    }
}

static lb_status prepare_tree(struct lbh_step *step)
{
    lb_status status = LB_OK;
    if (step->node->kind == LBH_NODE_SELECT) {
        lbh_select_choose(step);
        return step->chosen == SIZE_MAX ? LB_OK : prepare_tree(&step->children[step->chosen]);
    }
    if (step->instance) status = lbh_shapes_prepare(step->instance);
    for (size_t i = 0; i < step->child_count && status == LB_OK; i++) status = prepare_tree(&step->children[i]);
    return status;
}

/* Notes for all loops within that they are prepared for the shapes of now. */
static void note_prepared(struct lbh_step *step)
{
    if (step->loop) step->loop->prepared_epoch = step->plan->shape_epoch;
    for (size_t i = 0; i < step->child_count; i++) note_prepared(&step->children[i]);
}

lb_status lbh_loop_prepare(struct lbh_step *step)
{
    const lb_status status = prepare_tree(step);
    if (status == LB_OK) note_prepared(step);
    return status;
}

/* Calls a loop's wrapper, from iteration `first` on. Returns what it returned. */
static lb_status call_wrapper(struct lbh_loop *loop, int64_t first)
{
    struct lbh_instance *wrapper = loop->body.step->instance;
    loop->status = LB_OK;
    loop->attention = LBH_ATTENTION_FIRST;
    loop->iterations = wrapper->state.loop_first = first;
    const int64_t begin_ns = wrapper->profile ? lbh_clock_now_ns() : 0;
    size_t made = 0;
    const lb_status status = loop->body.wrapper.adapter(&loop->body.wrapper, &made);
    if (wrapper->profile) {
        wrapper->profile->call_ns += lbh_clock_now_ns() - begin_ns;
        wrapper->profile->calls++;
    }
    return status;
}

static void close_loop(struct lbh_loop *loop)
{
    loop->attention = LBH_ATTENTION_ENDED;
    loop->status = LB_OK;
    loop->successor = NULL;
    loop->fallback = NULL;
    loop->relieved = NULL;
}

lb_status lbh_loop_run(struct lbh_loop *loop)
{
    struct lbh_instance *wrapper = loop->body.step->instance;
    struct lbh_plan *plan = wrapper->plan;
    loop->iterations = wrapper->state.progress_done = wrapper->state.progress_total = 0;
    lbh_events_emit(plan, LBH_EVENT_LOOP_BEGIN, wrapper->path, LB_OK, loop);
    lb_status status = call_wrapper(loop, 0);
    for (;;) {
        /* Another wrapper goes on where this one was: its successor, or, if it failed on trial, the one before it. */
        struct lbh_loop *next = NULL;
        if (loop->status == LB_HANDOVER)
            next = loop->successor;
        else if (loop->status == LB_OK && status != LB_OK && loop->fallback)
            next = loop->fallback(loop, status);
        if (!next) break;
        if (loop->relieved) loop->relieved(loop->relieved_user);
        const int64_t first = loop->iterations;
        close_loop(loop);
        loop = next;
        wrapper = loop->body.step->instance;
        status = call_wrapper(loop, first);
    }
    /* What ended the loop counts, whatever the wrapper makes of it. */
    if (loop->status != LB_OK)
        status = loop->status;
    else
        status = lbh_boundary_judge(wrapper, status, plan->failures_before);
    if (status < 0) lbh_events_note_where(plan, loop);
    if (status == LB_STOP) status = LB_OK;
    lbh_events_emit(plan, LBH_EVENT_LOOP_END, wrapper->path, status, loop);
    close_loop(loop);
    return status;
}
