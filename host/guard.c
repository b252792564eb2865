/* SPDX-License-Identifier: MIT */
/* Frames: one for each call that is under way, where the signal handler finds out whose fault it was and how to leave it. */
#include "guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

#include "failure.h"
#include "guard_fault.h"
#include "guard_report.h"
#include "guard_rights.h"

/* An access this close to zero was by a pointer that is null, as that of an input without memory. */
#define NULL_PAGES 65536

struct lbh_guard_frame {
    struct lbh_guard *guard;
    struct lbh_instance *instance;
    bool in_prepare;
    bool in_step;          /* it is suspended */
    bool strayed;          /* it was suspended, and found to have strayed */
    struct lbh_cell *cell; /* what the access that was caught was about; null: none was */
    struct lbh_fault fault;
    sigjmp_buf back;
};

struct lbh_guard {
    _Atomic(struct lbh_guard_frame *) running; /* for other threads that crash: what the loop's thread is in */
    struct lbh_violation last;
    bool any;
};

/*
 * A global, as a signal handler is given no other: the call that this thread is in; null: none, or the host is at work in it. The
 * model of its access needs no memory in the handler.
 */
static _Thread_local struct lbh_guard_frame *innermost __attribute__((tls_model("initial-exec")));

bool lbh_guard_begin(struct lbh_plan *plan)
{
    lbh_fault_prepare();
    return (plan->guard = calloc(1, sizeof *plan->guard));
}

void lbh_guard_end(struct lbh_plan *plan)
{
    free(plan->guard);
    plan->guard = NULL;
}

const struct lbh_violation *lbh_guard_last(const struct lbh_plan *plan)
{
    return plan->guard && plan->guard->any ? &plan->guard->last : NULL;
}

/* Says which call is under way from here on. */
static void enter(struct lbh_guard *guard, struct lbh_guard_frame *frame)
{
    innermost = frame;
    atomic_store(&guard->running, frame);
}

static void report(struct lbh_guard_frame *frame)
{
    frame->guard->any = true;
    frame->guard->last.in_prepare = frame->in_prepare;
    frame->guard->last.in_step = frame->in_step;
    lbh_guard_report(frame->instance, &frame->guard->last);
}

/* Whether something was written beyond the ends of values, which is reported. With everything open. */
static bool has_strayed(struct lbh_guard_frame *frame)
{
    ptrdiff_t distance = 0;
    const struct lbh_cell *cell = lbh_rights_find_traces(frame->instance, &distance);
    if (!cell) return false;
    lbh_guard_tell_traces(frame->instance, cell, distance, &frame->guard->last);
    report(frame);
    return true;
}

lb_status lbh_guard_run(struct lbh_instance *instance, bool in_prepare, lb_status (*act)(const void *user), const void *user)
{
    struct lbh_guard_frame frame = {.guard = instance->plan->home->guard, .instance = instance, .in_prepare = in_prepare};
    struct lbh_guard_frame *const outer = innermost;
    volatile lb_status status = LB_FAILED;
    if (sigsetjmp(frame.back, 0) == 0) {
        lbh_rights_close(instance);
        enter(frame.guard, &frame);
        status = act(user);
    }
    enter(frame.guard, outer);
    lbh_rights_open(instance);
    if (frame.cell) {
        lbh_guard_tell_fault(instance, frame.cell, &frame.fault, &frame.guard->last);
        report(&frame);
        return LB_FAILED;
    }
    return has_strayed(&frame) || frame.strayed ? LB_FAILED : status;
}

struct lbh_guard_frame *lbh_guard_suspend(bool *strayed)
{
    struct lbh_guard_frame *frame = innermost;
    *strayed = false;
    if (!frame) return NULL;
    enter(frame->guard, NULL);
    lbh_rights_open(frame->instance);
    frame->in_step = true;
    *strayed = has_strayed(frame);
    frame->strayed |= *strayed;
    return frame;
}

void lbh_guard_resume(struct lbh_guard_frame *frame)
{
    if (!frame) return;
    frame->in_step = false;
    lbh_rights_close(frame->instance);
    enter(frame->guard, frame);
}

/* Returns the cell that an access in a call was about; null: it is none of ours. */
static struct lbh_cell *cell_of(const struct lbh_guard_frame *frame, const struct lbh_fault *fault)
{
    struct lbh_cell *cell = lbh_rights_find(frame->instance, fault->address);
    const bool may_read = !fault->knows_direction || !fault->wrote;
    if (!cell && may_read && (uintptr_t)fault->address < NULL_PAGES) cell = lbh_rights_find_null(frame->instance);
    return cell;
}

int lbh_guard_fault(int number, void *siginfo, void *context)
{
    struct lbh_guard_frame *frame = innermost;
    const siginfo_t *info = siginfo;
    if (!frame || (number != SIGSEGV && number != SIGBUS) || info->si_code <= 0) return 0; /* that somebody sent */
    lbh_fault_read(&frame->fault, siginfo, context);
    frame->cell = cell_of(frame, &frame->fault);
    if (!frame->cell) return 0;
    innermost = NULL;
    /* What the handler has blocked. */
    pthread_sigmask(SIG_SETMASK, &((const ucontext_t *)context)->uc_sigmask, NULL);
    siglongjmp(frame->back, 1);
}

bool lbh_guard_describe_crash(const struct lbh_plan *plan, int number, const void *siginfo, const void *context, char *text,
                              size_t size)
{
    const struct lbh_guard_frame *frame = plan->guard ? atomic_load(&plan->guard->running) : NULL;
    if (!frame) return false;
    struct lbh_fault fault;
    struct lbh_violation violation;
    lbh_fault_read(&fault, siginfo, context);
    /* Only an access has an address: an abort(), say, has none. */
    const bool is_access = number == SIGSEGV || number == SIGBUS;
    const struct lbh_cell *cell = is_access ? lbh_rights_find(frame->instance, fault.address) : NULL;
    lbh_guard_tell_fault(frame->instance, cell, &fault, &violation);
    lbh_guard_format_crash(frame->instance, number, cell ? &violation : NULL, &violation, text, size);
    return true;
}
