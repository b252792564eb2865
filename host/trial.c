/* SPDX-License-Identifier: MIT */
/* An adapter that stands for all calls of a span, new ones and old ones. */
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "loop_boundary.h"
#include "moves.h"
#include "trial_cells.h"

/* A span on trial: the loop walks `mixed`, in which one call stands for the span, and later `final`. */
struct tried {
    struct lbh_trial *trial;
    const struct lbh_span *span;
    struct lbh_step stands; /* whose call the one is: nobody's */
    struct lbh_call *mixed;
    size_t mixed_count;
    struct lbh_call *final;
    size_t final_count;
    struct lbh_snapshot journal;
    int64_t made;
};

struct lbh_trial {
    struct lbh_task settle;
    struct lbh_exchange *exchange;
    struct tried *tried;
    size_t tried_count;
    int64_t calls;
    bool any;    /* something was put on trial */
    bool trying; /* a span's new calls are being made: what is within it is covered by its copy */
    bool failed;
    bool ended_outermost;
    struct lbh_loop *wrapper; /* one on trial, which has taken over; null: none */
    struct lbh_loop *wrapper_before;
    struct lbh_snapshot entry; /* what it may write, as it was when it took over */
    int64_t wrapper_first;
    size_t errors_before;
    struct lbh_diag *diag;
    _Atomic int64_t passed; /* calls, or iterations of a wrapper, that were good */
    _Atomic int state;
};

static struct lbh_plan *live_of(const struct lbh_trial *trial)
{
    return trial->exchange->draft->live;
}

/* Makes calls one by one, and says whose failure it was. */
static lb_status make_calls(struct lbh_plan *plan, const struct lbh_call *calls, size_t count)
{
    size_t failed = 0;
    const size_t failures = plan->failures;
    const lb_status status = lbh_boundary_walk(calls, count, &failed);
    if (status == LB_OK) return LB_OK;
    const struct lbh_step *step = calls[failed].step;
    return step->instance && !step->loop ? lbh_boundary_judge(step->instance, status, failures) : status;
}

static lb_status make_new(const struct tried *tried)
{
    return make_calls(live_of(tried->trial), tried->final + tried->span->first, tried->span->new_count);
}

static lb_status make_old(const struct tried *tried)
{
    const struct lbh_body *old = lbh_span_old_body(tried->span, true);
    const struct lbh_loop *before = tried->span->old_loop;
    /* The old calls read their loop arguments where their own wrapper put them. */
    if (before) {
        const struct lbh_instance *wrapper = before->body.step->instance;
        memcpy(wrapper->state.loop_args, tried->span->step->instance->state.loop_args, wrapper->descriptor->passes_size);
    }
    return make_calls(live_of(tried->trial), old->calls + tried->span->first, tried->span->old_count);
}

static void fall_back(struct lbh_trial *trial)
{
    struct lbh_plan *live = live_of(trial);
    trial->failed = true;
    lbh_events_forget_where(live->events); /* a loop within may have ended with it */
    lbh_exchange_take_states_back(trial->exchange);
    lbh_shadow_prepare_old(trial->exchange->draft);
    atomic_fetch_or(&live->pending, LBH_PENDING_SETTLE);
}

static bool all_made(const struct lbh_trial *trial)
{
    if (trial->wrapper && trial->wrapper->iterations < trial->wrapper_first + trial->calls) return false;
    for (size_t i = 0; i < trial->tried_count; i++)
        if (trial->tried[i].mixed && trial->tried[i].made < trial->calls) return false;
    return true;
}

/* Makes the new calls with the state at hand to go back to. */
static lb_status try_new(struct tried *tried)
{
    struct lbh_trial *trial = tried->trial;
    struct lbh_plan *live = live_of(trial);
    if (!lbh_snapshot_take(&tried->journal) &&
        (!lbh_snapshot_make_room(&tried->journal) || !lbh_snapshot_take(&tried->journal))) {
        lbh_diag_add(trial->diag, LBH_ERR_MEMORY, "out of memory for the copy of the state");
        fall_back(trial);
        return make_old(tried);
    }
    struct lbh_diag *const diag = live->diag;
    live->diag = trial->diag;
    trial->trying = true;
    const lb_status status = make_new(tried);
    trial->trying = false;
    live->diag = diag;
    if (status >= 0) {
        lbh_diag_clear(trial->diag);
        if (++tried->made > trial->passed) trial->passed = tried->made;
        if (tried->made >= trial->calls && all_made(trial)) atomic_fetch_or(&live->pending, LBH_PENDING_SETTLE);
        return status;
    }
    lbh_snapshot_put_back(&tried->journal);
    fall_back(trial);
    return make_old(tried);
}

static lb_status adapt_trial(const struct lbh_call *call, size_t *made)
{
    struct tried *tried = (struct tried *)(uintptr_t)call->arguments;
    struct lbh_trial *trial = tried->trial;
    *made = 0;
    if (trial->failed) return make_old(tried);
    if (trial->trying || tried->made >= trial->calls) {
        const lb_status status = make_new(tried);
        if (status >= 0) tried->made++;
        return status;
    }
    return try_new(tried);
}

static bool settle_may(const struct lbh_task *task, const struct lbh_plan *plan, const struct lbh_loop *loop)
{
    const struct lbh_trial *trial = (const struct lbh_trial *)((const char *)task - offsetof(struct lbh_trial, settle));
    (void)plan;
    /* Between steps, and after the run, no loop is left that could call. */
    return (trial->failed || all_made(trial) || !loop) && lbh_exchange_may(trial->exchange, loop);
}

static void set_calls(const struct tried *tried, struct lbh_call *calls, size_t count)
{
    tried->span->step->loop->body.calls = calls;
    tried->span->step->loop->body.call_count = count;
}

static void end(struct lbh_trial *trial, struct lbh_plan *plan, const struct lbh_loop *loop)
{
    for (size_t i = 0; i < trial->tried_count; i++)
        if (trial->tried[i].final) set_calls(&trial->tried[i], trial->tried[i].final, trial->tried[i].final_count);
    if (trial->failed) lbh_exchange_back(trial->exchange);
    trial->ended_outermost = !loop || !loop->body.outer;
    atomic_fetch_and(&plan->pending, ~LBH_PENDING_SETTLE);
    if (trial->wrapper) {
        const int64_t turns = trial->wrapper->iterations - trial->wrapper_first;
        trial->passed = turns < trial->calls ? turns : trial->calls;
        trial->wrapper->fallback = NULL;
    }
    atomic_store(&trial->state, trial->failed ? LBH_TRIAL_ROLLED_BACK : LBH_TRIAL_PASSED);
}

static void settle(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop)
{
    end((struct lbh_trial *)((char *)task - offsetof(struct lbh_trial, settle)), plan, loop);
}

/* A wrapper that has taken over fails by itself: the one before it goes on where it was. No loop is around it. */
static struct lbh_loop *take_wrapper_back(struct lbh_loop *loop, lb_status status)
{
    struct lbh_trial *trial = loop->trial;
    struct lbh_plan *live = live_of(trial);
    if (all_made(trial) || status >= 0) return NULL;
    lbh_boundary_judge(loop->body.step->instance, status, live->failures_before);
    for (size_t i = trial->errors_before; i < lbh_diag_count(live->diag); i++)
        lbh_diag_add(trial->diag, LBH_ERR_BLOCK, "%s", lbh_diag_borrow_error(live->diag, i)->text);
    lbh_diag_truncate(live->diag, trial->errors_before);
    trial->failed = true;
    /* What it did before its first step was for nothing; what it did after a step belongs to that. */
    if (loop->iterations == trial->wrapper_first) lbh_snapshot_put_back(&trial->entry);
    lbh_turn_set_standing(live, NULL);
    end(trial, live, NULL);
    return trial->wrapper_before;
}

static void try_wrapper(struct lbh_trial *trial, const struct lbh_exchange *exchange)
{
    const struct lbh_plan *live = live_of(trial);
    trial->wrapper = exchange->handover;
    trial->wrapper_first = exchange->iteration;
    trial->errors_before = lbh_diag_count(live->diag);
    for (size_t i = 0; i < exchange->draft->fresh_count; i++)
        if (exchange->draft->fresh[i].instance->loop == trial->wrapper)
            trial->wrapper_before = exchange->draft->fresh[i].predecessor->loop;
    trial->wrapper->fallback = take_wrapper_back;
    trial->wrapper->trial = trial;
    trial->any = true;
    atomic_fetch_or(&live_of(trial)->pending, LBH_PENDING_SETTLE);
}

/* Copies what a new wrapper may write, as the one before it has left it. */
static void note_entry(struct lbh_exchange *exchange, void *user)
{
    struct lbh_trial *trial = user;
    (void)exchange;
    if (!lbh_snapshot_take(&trial->entry) && (!lbh_snapshot_make_room(&trial->entry) || !lbh_snapshot_take(&trial->entry)))
        trial->entry.count = 0;
}

/* Finds out how much memory the copies will take. */
static void measure(struct lbh_exchange *exchange, void *user)
{
    struct lbh_trial *trial = user;
    (void)exchange;
    lbh_snapshot_take(&trial->entry);
    for (size_t i = 0; i < trial->tried_count; i++) lbh_snapshot_take(&trial->tried[i].journal);
}

/* What new calls set is found out by a slow iteration where no trial does it. Who stays has been found out before. */
static void wake(const struct tried *tried)
{
    struct lbh_loop *loop = tried->span->step->loop;
    if (tried->span->new_count > 0 && !(loop->attention & LBH_ATTENTION_ENDED)) loop->attention |= LBH_ATTENTION_FIRST;
}

/* Puts calls on trial in the loops that run. */
static void begin(struct lbh_exchange *exchange, void *user)
{
    struct lbh_trial *trial = user;
    for (size_t i = 0; i < trial->tried_count; i++) {
        struct tried *tried = &trial->tried[i];
        const struct lbh_step *top = NULL;
        for (const struct lbh_step *at = tried->span->step; at; at = at->parent)
            if (at->loop) top = at;
        tried->final = tried->span->step->loop->body.calls;
        tried->final_count = tried->span->step->loop->body.call_count;
        if (!tried->mixed) {
            wake(tried);
            continue;
        }
        if (top && (top->loop == exchange->handover || !(top->loop->attention & LBH_ATTENTION_ENDED))) {
            set_calls(tried, tried->mixed, tried->mixed_count);
            trial->any = true;
        } else {
            tried->made = trial->calls; /* not running: nothing to wait for */
        }
    }
    if (exchange->handover && trial->calls) try_wrapper(trial, exchange);
    if (!trial->any) return;
    atomic_store(&trial->state, LBH_TRIAL_GOES_ON);
    lbh_turn_set_standing(exchange->draft->live, &trial->settle);
}

/* Whether what a span calls cannot be taken back. Within other loops and cases, too. */
static bool has_effects(const struct lbh_step *step)
{
    if (step->instance && (step->instance->descriptor->flags & LB_FLAG_EXTERNAL_EFFECTS)) return true;
    for (size_t i = 0; i < step->child_count; i++)
        if (has_effects(&step->children[i])) return true;
    return false;
}

/* Makes the array in which one call stands for the span. */
static bool make_mixed(struct tried *tried)
{
    const struct lbh_body *body = lbh_span_new_body(tried->span);
    const size_t first = tried->span->first, behind = first + tried->span->new_count;
    tried->mixed_count = body->call_count - tried->span->new_count + 1;
    tried->mixed = aligned_alloc(64, tried->mixed_count * sizeof *tried->mixed);
    if (!tried->mixed) return false;
    memcpy(tried->mixed, body->calls, first * sizeof *tried->mixed);
    tried->mixed[first] = (struct lbh_call){.adapter = adapt_trial, .arguments = tried, .step = &tried->stands, .run = 1};
    memcpy(tried->mixed + first + 1, body->calls + behind, (body->call_count - behind) * sizeof *tried->mixed);
    lbh_calls_join(tried->mixed, tried->mixed_count);
    return true;
}

static bool add(struct lbh_trial *trial, struct lbh_span *span, char *note, size_t note_size)
{
    struct tried *tried = &trial->tried[trial->tried_count++];
    const struct lbh_body *body = lbh_span_new_body(span);
    *tried = (struct tried){.trial = trial, .span = span, .stands = *span->step};
    tried->stands.instance = NULL;
    if (span->new_count == 0 || trial->calls == 0) return true; /* nothing new is called */
    for (size_t i = 0; i < span->new_count; i++) {
        const struct lbh_step *step = body->calls[span->first + i].step;
        if (!has_effects(step)) continue;
        snprintf(note, note_size, "no trial: \"%s\" has effects outside, which cannot be taken back", step->node->path);
        return true;
    }
    return lbh_trial_list_cells(&tried->journal, trial->exchange->draft, span) && make_mixed(tried);
}

struct lbh_trial *lbh_trial_new(struct lbh_exchange *exchange, int64_t calls, char *note, size_t note_size)
{
    struct lbh_draft *draft = exchange->draft;
    struct lbh_trial *trial = calloc(1, sizeof *trial);
    if (!trial) return NULL;
    *trial = (struct lbh_trial){.settle = {.may = settle_may, .run = settle}, .exchange = exchange, .calls = calls};
    for (size_t i = 0; i < draft->fresh_count; i++)
        if (!lbh_moves_are_reversible(&draft->fresh[i]) && trial->calls > 0) {
            /* With one call, and that the only one, the old states have missed nothing when it fails. */
            trial->calls = draft->span_count > 1 ? 0 : 1;
            snprintf(note, note_size, "%s: \"%s\" cannot migrate its states back",
                     trial->calls ? "one call on trial" : "no trial of several loops", draft->fresh[i].instance->path);
        }
    trial->diag = lbh_diag_new();
    trial->tried = calloc(draft->span_count + 1, sizeof *trial->tried);
    bool fine = trial->diag && trial->tried;
    for (size_t i = 0; fine && i < draft->span_count; i++) fine = add(trial, &draft->spans[i], note, note_size);
    for (size_t i = 0; fine && i < draft->fresh_count; i++)
        if (draft->fresh[i].instance->loop && draft->fresh[i].predecessor)
            fine = lbh_trial_list_instance(&trial->entry, draft, draft->fresh[i].instance);
    if (!fine) {
        lbh_trial_free(trial);
        return NULL;
    }
    for (size_t i = 0; i < trial->tried_count; i++)
        lbh_ahead_add(&exchange->ahead, trial->tried[i].mixed, trial->tried[i].mixed_count * sizeof *trial->tried[i].mixed);
    lbh_ahead_add(&exchange->ahead, trial->tried, trial->tried_count * sizeof *trial->tried);
    lbh_ahead_add(&exchange->ahead, trial, sizeof *trial);
    exchange->looked = measure;
    exchange->published = begin;
    exchange->taken_over = note_entry;
    exchange->user = trial;
    return trial;
}

void lbh_trial_free(struct lbh_trial *trial)
{
    if (!trial) return;
    for (size_t i = 0; i < trial->tried_count; i++) {
        free(trial->tried[i].mixed);
        lbh_snapshot_fini(&trial->tried[i].journal);
    }
    free(trial->tried);
    lbh_snapshot_fini(&trial->entry);
    lbh_diag_free(trial->diag);
    free(trial);
}

bool lbh_trial_make_room(struct lbh_trial *trial)
{
    for (size_t i = 0; i < trial->tried_count; i++)
        if (!lbh_snapshot_make_room(&trial->tried[i].journal)) return false;
    return lbh_snapshot_make_room(&trial->entry);
}

enum lbh_trial_state lbh_trial_state(const struct lbh_trial *trial)
{
    return (enum lbh_trial_state)atomic_load(&trial->state);
}

int64_t lbh_trial_calls(const struct lbh_trial *trial)
{
    return trial->passed;
}

struct lbh_diag *lbh_trial_diag(const struct lbh_trial *trial)
{
    return trial->diag;
}

bool lbh_trial_ended_outermost(const struct lbh_trial *trial)
{
    return trial->ended_outermost;
}
