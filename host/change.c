/* SPDX-License-Identifier: MIT */
/* The protocol of a change, step by step, on the thread that asks for it. */
#include "change.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cell.h"
#include "history.h"
#include "observe.h"
#include "rehearsal.h"

/* How often a change is prepared anew because the pipeline has moved on meanwhile. */
#define MOST_ATTEMPTS 16
#define WAIT_NS 50000
#define QUIET_WAIT_NS 5000000

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

static void free_overrides(struct lbh_draft *draft)
{
    for (size_t i = 0; i < draft->plan.override_count; i++) {
        free((char *)(uintptr_t)draft->plan.overrides[i].owner);
        free((char *)(uintptr_t)draft->plan.overrides[i].key);
        free((char *)(uintptr_t)draft->plan.overrides[i].text);
    }
    free(draft->plan.overrides);
}

static void free_work(struct lbh_work *work)
{
    lbh_trial_free(work->trial);
    /* What is left in the running graph of the one before it goes with it. */
    lbh_exchange_clean(&work->exchange);
    lbh_exchange_fini(&work->exchange);
    lbh_draft_free(&work->draft);
    free_overrides(&work->draft);
    for (size_t i = 0; i < work->replacement_count; i++) free(work->files[i]);
    free(work->files);
    free(work->replacements);
    free(work->manifest);
    lbh_diag_free(work->diag);
    free(work);
}

static bool add_override(struct lbh_draft *draft, const char *owner, const char *key, const char *text)
{
    for (size_t i = 0; i < draft->plan.override_count; i++) {
        struct lbh_config_override *known = &draft->plan.overrides[i];
        if (strcmp(known->owner, owner) != 0 || strcmp(known->key, key) != 0) continue;
        free((char *)(uintptr_t)known->text);
        return (known->text = strdup(text));
    }
    struct lbh_config_override *grown = realloc(draft->plan.overrides, (draft->plan.override_count + 1) * sizeof *grown);
    if (!grown) return false;
    draft->plan.overrides = grown;
    struct lbh_config_override *added = &grown[draft->plan.override_count++];
    *added = (struct lbh_config_override){strdup(owner), strdup(key), strdup(text), false};
    return added->owner && added->key && added->text;
}

/* The settings that were made on the command line, and those of the change. */
static bool collect_overrides(struct lbh_work *work, const struct lbh_change *change)
{
    const struct lbh_plan *live = &work->pipeline->plan;
    bool fine = true;
    for (size_t i = 0; i < live->override_count && fine; i++)
        fine = add_override(&work->draft, live->overrides[i].owner, live->overrides[i].key, live->overrides[i].text);
    for (size_t i = 0; i < change->edits.count && fine; i++) {
        const struct lbh_edit *edit = &change->edits.items[i];
        if (edit->kind == LBH_EDIT_CONFIGURE) fine = add_override(&work->draft, edit->path, edit->before, edit->text);
    }
    return fine;
}

/* Finds the files of what is replaced or inserted. */
static enum lbh_status locate(struct lbh_work *work, const struct lbh_change *change, struct lbh_diag *diag)
{
    const size_t count = change->edits.edited_count;
    enum lbh_status result = LBH_OK;
    work->replacements = calloc(count + 1, sizeof *work->replacements);
    work->files = calloc(count + 1, sizeof *work->files);
    if (!work->replacements || !work->files) return no_memory(diag);
    for (size_t i = 0; i < count; i++) {
        const struct lbh_edited *edited = &change->edits.edited[i];
        work->replacements[work->replacement_count++] = (struct lbh_replacement){.path = edited->path};
        if (!edited->use) continue;
        const size_t first = lbh_diag_count(diag);
        const enum lbh_status status =
            lbh_catalog_locate(work->pipeline->host->catalog, edited->use, NULL, &work->files[i], diag);
        lbh_diag_prefix(diag, first, "\"%s\"", edited->path);
        if (status != LBH_OK) result = status;
        work->replacements[i].source = work->files[i];
    }
    return result;
}

/* Copies the new files, and notes the copies' names in place of theirs. */
static enum lbh_status copy(const struct lbh_work *work, const struct lbh_generation **generations, struct lbh_diag *diag)
{
    enum lbh_status result = LBH_OK;
    for (size_t i = 0; i < work->replacement_count; i++) {
        const size_t first = lbh_diag_count(diag);
        if (!work->files[i]) continue;
        struct lbh_generations *store = lbh_catalog_borrow_generations(work->pipeline->host->catalog);
        const enum lbh_status status = lbh_generations_copy(store, work->files[i], &generations[i], diag);
        lbh_diag_prefix(diag, first, "\"%s\"", work->replacements[i].path);
        if (status != LBH_OK) result = status;
    }
    return result;
}

static enum lbh_status load(struct lbh_work *work, const struct lbh_generation *const *generations, struct lbh_diag *diag)
{
    enum lbh_status result = LBH_OK;
    for (size_t i = 0; i < work->replacement_count; i++) {
        struct lbh_library *library = NULL;
        if (!generations[i]) continue;
        const enum lbh_status status =
            lbh_catalog_load_generation(work->pipeline->host->catalog, generations[i], work->files[i], &library, diag);
        if (status != LBH_OK) result = status;
        work->replacements[i].library = library;
    }
    return result;
}

/* Gives the values that are new to the pipeline their first content. */
static enum lbh_status store_new_values(struct lbh_draft *draft, struct lbh_diag *diag)
{
    enum lbh_status status = LBH_OK;
    for (size_t i = 0; i < draft->plan.graph->variable_count && status == LBH_OK; i++) {
        struct lbh_variable *variable = &draft->plan.graph->variables[i];
        const struct lbh_revision_value *known = lbh_revision_value(&draft->revision, variable->name);
        if ((known && known->cell == variable->cell) || variable->initial.element == LB_TYPE_NONE) continue;
        status = lbh_cell_store(draft->plan.arena, variable->cell, &variable->initial, diag);
    }
    return status;
}

/* Names the files that new instances come from. */
static bool name_sources(const struct lbh_work *work)
{
    for (size_t i = 0; i < work->draft.fresh_count; i++) {
        const struct lbh_fresh *fresh = &work->draft.fresh[i];
        const char *source = fresh->predecessor ? fresh->predecessor->source : NULL;
        for (size_t k = 0; k < work->replacement_count; k++)
            if (work->files[k] && strcmp(work->replacements[k].path, fresh->instance->path) == 0) source = work->files[k];
        if (source && !(fresh->instance->source = strdup(source))) return false;
    }
    return true;
}

static enum lbh_status ask(struct lbh_work *work, struct lbh_task *task, struct lbh_diag *diag)
{
    if (lbh_turn_ask(&work->pipeline->plan, task, -1) == LBH_ASKED_DONE) return LBH_OK;
    lbh_diag_add(diag, LBH_ERR_USAGE, "a block is at work: nothing can be changed from this listener");
    lbh_diag_mend(diag, "ask in a listener of the iterations of the loop that changes, or on another thread");
    return LBH_ERR_USAGE;
}

/* Copies what the new blocks see until all of it fits. */
static enum lbh_status look(struct lbh_work *work, struct lbh_diag *diag)
{
    struct lbh_exchange *exchange = &work->exchange;
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
        const enum lbh_status status = ask(work, &exchange->look, diag);
        if (status != LBH_OK) return status;
        if (exchange->seen_whole) return LBH_OK;
        if (!lbh_snapshot_make_room(&exchange->shadow.seen)) return no_memory(diag);
    }
    return lbh_diag_add(diag, LBH_ERR_BLOCK, "the values that it needs keep growing: no copy of them is whole");
}

/* Prepares off the loop's thread, and asks for the exchange; again where the pipeline has moved on meanwhile. */
static enum lbh_status publish(struct lbh_work *work, struct lbh_diag *diag)
{
    struct lbh_exchange *exchange = &work->exchange;
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
        work->result.step = LBH_STEP_PREPARE;
        enum lbh_status status = look(work, diag);
        if (status != LBH_OK) return status;
        if (!lbh_shadow_fill(&exchange->shadow) || !lbh_trial_make_room(work->trial)) return no_memory(diag);
        if (!lbh_shadow_prepare(&exchange->shadow, false, diag)) return LBH_ERR_INVALID;
        work->result.step = LBH_STEP_PUBLISH;
        status = ask(work, &exchange->publish, diag);
        if (status != LBH_OK) return status;
        switch (exchange->verdict) {
        case LBH_VERDICT_NONE:
        case LBH_VERDICT_STALE: continue;
        case LBH_VERDICT_PUBLISHED: return LBH_OK;
        case LBH_VERDICT_REFUSED: work->result.step = exchange->step; return LBH_ERR_INVALID;
        case LBH_VERDICT_AT_WORK:
            lbh_diag_add(diag, LBH_ERR_USAGE, "the step that is to be taken out is running");
            lbh_diag_mend(diag, "wait for its end, or stop the run");
            return LBH_ERR_USAGE;
        }
    }
    return lbh_diag_add(diag, LBH_ERR_BLOCK, "shapes keep changing: what was prepared never fits what runs");
}

/* Builds the draft and publishes it. */
static enum lbh_status carry_out(struct lbh_work *work, struct lbh_change *change, struct lbh_diag *diag)
{
    struct lbh_pipeline *pipeline = work->pipeline;
    struct lbh_plan *live = &pipeline->plan;
    const struct lbh_generation **generations = NULL;
    enum lbh_status status = lbh_edits_apply(&change->edits, live->graph->manifest, &work->manifest, diag);
    if (status == LBH_OK) status = locate(work, change, diag);
    if (status != LBH_OK) return status;
    if (!collect_overrides(work, change) || !(generations = calloc(work->replacement_count + 1, sizeof(void *))))
        return no_memory(diag);
    work->result.step = LBH_STEP_COPY;
    status = copy(work, generations, diag);
    if (status == LBH_OK && change->timeout_ms > 0)
        status = lbh_rehearse(work, generations, change->timeout_ms, &work->result.step, diag);
    if (status == LBH_OK) {
        work->result.step = LBH_STEP_LOAD;
        status = load(work, generations, diag);
    }
    free(generations);
    if (status != LBH_OK) return status;
    work->result.step = LBH_STEP_CHECK;
    status = lbh_draft_build(&work->draft, live, work->manifest, work->replacements, work->replacement_count, diag);
    if (status != LBH_OK) {
        if (work->draft.plan.creating) work->result.step = work->draft.created ? LBH_STEP_MIGRATE : LBH_STEP_CREATE;
        return status;
    }
    if (live->observed) lbh_observe_calls(&work->draft.plan.graph->root);
    status = store_new_values(&work->draft, diag);
    if (status != LBH_OK) return status;
    if (!name_sources(work) || !lbh_exchange_begin(&work->exchange, &work->draft, diag)) return no_memory(diag);
    work->trial = lbh_trial_new(&work->exchange, change->trial_calls, work->result.note, sizeof work->result.note);
    if (!work->trial) return no_memory(diag);
    return publish(work, diag);
}

static bool quiet_may(const struct lbh_task *task, const struct lbh_plan *plan, const struct lbh_loop *loop)
{
    const struct lbh_work *work = (const struct lbh_work *)((const char *)task - offsetof(struct lbh_work, quiet));
    (void)plan;
    if (loop && loop->body.outer) return false;
    for (size_t i = 0; i < work->draft.fresh_count; i++) {
        const struct lbh_loop *own = work->draft.fresh[i].instance->loop;
        const struct lbh_instance *predecessor = work->draft.fresh[i].predecessor;
        if (own && own->successor) return false;
        if (predecessor && predecessor->loop && predecessor->loop->successor) return false;
    }
    return true;
}

static void quiet(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop)
{
    (void)task, (void)plan, (void)loop;
}

/* Waits for the end of the trial; but not for himself, nor for a loop that was told to wait. */
static enum lbh_trial_state wait_for_trial(const struct lbh_work *work)
{
    struct lbh_plan *live = &work->pipeline->plan;
    enum lbh_trial_state state;
    while ((state = lbh_trial_state(work->trial)) == LBH_TRIAL_GOES_ON) {
        const struct timespec wait = {.tv_nsec = WAIT_NS};
        if (lbh_turn_is_mine(live) || (atomic_load(&live->pending) & LBH_PENDING_PAUSE)) return state;
        nanosleep(&wait, NULL);
    }
    return state;
}

/* Tells how it ended, once that is so. */
static enum lbh_status tell(struct lbh_work *work, struct lbh_diag *diag)
{
    struct lbh_result *result = &work->result;
    const enum lbh_trial_state state = wait_for_trial(work);
    /* Nothing was running: nobody expects a trial. */
    if (!work->exchange.was_running) result->note[0] = 0;
    result->trial_calls = lbh_trial_calls(work->trial);
    result->step = state == LBH_TRIAL_NONE || state == LBH_TRIAL_PASSED ? LBH_STEP_DONE : LBH_STEP_TRIAL;
    switch (state) {
    case LBH_TRIAL_NONE:
    case LBH_TRIAL_PASSED: result->outcome = LBH_OUTCOME_DONE; break;
    case LBH_TRIAL_GOES_ON: result->outcome = LBH_OUTCOME_ON_TRIAL; return LBH_OK;
    case LBH_TRIAL_ROLLED_BACK: result->outcome = LBH_OUTCOME_ROLLED_BACK; break;
    }
    lbh_history_add(work);
    work->told = true;
    if (state != LBH_TRIAL_ROLLED_BACK) return LBH_OK;
    lbh_diag_append(diag, lbh_trial_diag(work->trial));
    return LBH_ERR_BLOCK;
}

static bool is_over(const struct lbh_work *work)
{
    return !work->published || lbh_trial_state(work->trial) != LBH_TRIAL_GOES_ON;
}

/* Whether nothing of the loser can be in use any more. */
static bool is_quiet(struct lbh_work *work)
{
    if (!work->published) return true;
    if (!is_over(work)) return false;
    const bool tried = lbh_trial_state(work->trial) != LBH_TRIAL_NONE;
    if (!work->exchange.handover && (tried ? lbh_trial_ended_outermost(work->trial) : work->exchange.outermost)) return true;
    return lbh_turn_ask(&work->pipeline->plan, &work->quiet, QUIET_WAIT_NS) == LBH_ASKED_DONE;
}

/* The oldest first: each one's winner is the next one's loser. */
void lbh_works_clear(struct lbh_pipeline *pipeline, bool all)
{
    struct lbh_work *work;
    while ((work = pipeline->works) && (all || is_quiet(work))) {
        if (!work->told && work->published) lbh_history_add(work);
        pipeline->works = work->next;
        free_work(work);
    }
}

/* Whether an earlier change is still on trial, and its end cannot be waited for. */
static bool is_busy(const struct lbh_pipeline *pipeline)
{
    for (const struct lbh_work *work = pipeline->works; work; work = work->next)
        if (!is_over(work) && wait_for_trial(work) == LBH_TRIAL_GOES_ON) return true;
    return false;
}

static enum lbh_status apply(struct lbh_change *change, struct lbh_result *result, struct lbh_diag *diag)
{
    struct lbh_pipeline *pipeline = change->pipeline;
    lbh_works_clear(pipeline, false);
    if (is_busy(pipeline)) {
        lbh_diag_add(diag, LBH_ERR_USAGE, "an earlier change is still on trial");
        lbh_diag_mend(diag, "let the loop go on for a few iterations first");
        return LBH_ERR_USAGE;
    }
    struct lbh_work *work = calloc(1, sizeof *work);
    if (!work || !(work->diag = lbh_diag_new())) {
        free(work);
        return no_memory(diag);
    }
    work->pipeline = pipeline;
    work->quiet = (struct lbh_task){.may = quiet_may, .run = quiet};
    work->result = *result;
    enum lbh_status status = carry_out(work, change, diag);
    work->published = status == LBH_OK;
    if (work->published) {
        snprintf(work->result.loop, sizeof work->result.loop, "%s", work->exchange.loop ? work->exchange.loop : "");
        work->result.iteration = work->exchange.iteration;
        status = tell(work, diag);
    }
    *result = work->result;
    struct lbh_work **last = &pipeline->works;
    while (*last) last = &(*last)->next;
    *last = work;
    lbh_works_clear(pipeline, false);
    return status;
}

enum lbh_status lbh_change_apply(struct lbh_change *change, struct lbh_result *result, struct lbh_diag *diag)
{
    struct lbh_pipeline *pipeline = change->pipeline;
    struct lbh_result ignored;
    if (!result) result = &ignored;
    *result = (struct lbh_result){.outcome = LBH_OUTCOME_REFUSED, .step = LBH_STEP_EDIT, .iteration = -1};
    if (change->applied) return lbh_diag_add(diag, LBH_ERR_USAGE, "this change was applied before: make another one");
    change->applied = true;
    /* Nobody but a listener can be let in while he runs it himself; he must not wait for who waits for him. */
    if (pthread_mutex_trylock(&pipeline->changing) != 0) {
        if (lbh_turn_is_mine(&pipeline->plan))
            return lbh_diag_add(diag, LBH_ERR_USAGE, "another thread's change is under way, and waits for this one");
        pthread_mutex_lock(&pipeline->changing);
    }
    struct lbh_diag *const own = diag ? NULL : lbh_diag_new();
    enum lbh_status status = lbh_pipeline_check(pipeline, diag);
    if (status == LBH_OK) status = apply(change, result, diag ? diag : own);
    pthread_mutex_unlock(&pipeline->changing);
    lbh_diag_free(own);
    return status;
}
