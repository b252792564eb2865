/* SPDX-License-Identifier: MIT */
/* The adapter that closes what a call may not touch, and the step that opens it again. */
#include "guard_calls.h"

#include "guard.h"
#include "loop.h"

static lb_status act(const void *user)
{
    const struct lbh_call *call = user;
    size_t made = 0;
    return call->step->guarded(call, &made);
}

/* It stands alone in the array, so that nothing before it has been made. */
static lb_status adapt_guarded(const struct lbh_call *call, size_t *made)
{
    *made = 0;
    return lbh_guard_run(call->step->instance, false, act, call);
}

static void guard(struct lbh_call *call)
{
    if (!call->adapter || call->adapter == adapt_guarded) return;
    call->step->guarded = call->adapter;
    call->adapter = adapt_guarded;
}

static void guard_all(struct lbh_call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (calls[i].step->node->kind == LBH_NODE_BLOCK) guard(&calls[i]);
    lbh_calls_join(calls, count);
}

static void guard_body(struct lbh_body *body)
{
    guard(&body->wrapper);
    guard_all(body->calls, body->call_count);
}

void lbh_guard_calls(struct lbh_step *step)
{
    guard_all(step->calls, step->call_count);
    if (step->loop && step->loop->body.step == step) guard_body(&step->loop->body);
    if (step->exchanged && step->exchanged->step == step) guard_body(step->exchanged);
    for (size_t i = 0; i < step->child_count; i++) lbh_guard_calls(&step->children[i]);
}

lb_status lbh_guard_loop_step(void *context)
{
    bool strayed = false;
    struct lbh_guard_frame *const frame = lbh_guard_suspend(&strayed);
    const lb_status status = strayed ? LB_FAILED : lbh_loop_step(context);
    lbh_guard_resume(frame);
    return status;
}
