/* SPDX-License-Identifier: MIT */
/* How callers put a change together, and the names of what becomes of it. */
#include <stdlib.h>

#include "change.h"

#define DEFAULT_TRIAL_CALLS 3
#define DEFAULT_TIMEOUT_MS 10000

const char *lbh_change_step_name(enum lbh_change_step step)
{
    static const char *const names[] = {"edit",    "copy",    "check",   "rehearsal", "load", "create",
                                        "prepare", "migrate", "publish", "trial",     "done"};
    return (size_t)step < sizeof names / sizeof names[0] ? names[step] : "?";
}

const char *lbh_outcome_name(enum lbh_outcome outcome)
{
    static const char *const names[] = {"done", "refused", "rolled back", "on trial"};
    return (size_t)outcome < sizeof names / sizeof names[0] ? names[outcome] : "?";
}

struct lbh_change *lbh_change_new(struct lbh_pipeline *pipeline)
{
    struct lbh_change *change = calloc(1, sizeof *change);
    if (!change) return NULL;
    change->pipeline = pipeline;
    change->trial_calls = DEFAULT_TRIAL_CALLS;
    change->timeout_ms = DEFAULT_TIMEOUT_MS;
    return change;
}

void lbh_change_free(struct lbh_change *change)
{
    if (!change) return;
    lbh_edits_fini(&change->edits);
    free(change);
}

enum lbh_status lbh_change_replace(struct lbh_change *change, const char *path, const char *use, struct lbh_diag *diag)
{
    return lbh_edits_add(&change->edits, LBH_EDIT_REPLACE, path, NULL, use, diag);
}

enum lbh_status lbh_change_insert(struct lbh_change *change, const char *path, const char *before, const char *node,
                                  struct lbh_diag *diag)
{
    return lbh_edits_add(&change->edits, LBH_EDIT_INSERT, path, before, node, diag);
}

enum lbh_status lbh_change_remove(struct lbh_change *change, const char *path, struct lbh_diag *diag)
{
    return lbh_edits_add(&change->edits, LBH_EDIT_REMOVE, path, NULL, NULL, diag);
}

enum lbh_status lbh_change_move(struct lbh_change *change, const char *path, const char *before, struct lbh_diag *diag)
{
    return lbh_edits_add(&change->edits, LBH_EDIT_MOVE, path, before, NULL, diag);
}

enum lbh_status lbh_change_configure(struct lbh_change *change, const char *owner, const char *key, const char *text,
                                     struct lbh_diag *diag)
{
    return lbh_edits_add(&change->edits, LBH_EDIT_CONFIGURE, owner, key, text, diag);
}

void lbh_change_set_trial_calls(struct lbh_change *change, int64_t calls)
{
    change->trial_calls = calls < 0 ? 0 : calls;
}

void lbh_change_set_timeout(struct lbh_change *change, int64_t timeout_ms)
{
    change->timeout_ms = timeout_ms < 0 ? 0 : timeout_ms;
}

/* Does a change of one edit. */
static enum lbh_status apply_one(struct lbh_pipeline *pipeline, enum lbh_edit_kind kind, const char *path, const char *before,
                                 const char *text, struct lbh_result *result, struct lbh_diag *diag)
{
    struct lbh_change *change = lbh_change_new(pipeline);
    if (!change) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    enum lbh_status status = lbh_edits_add(&change->edits, kind, path, before, text, diag);
    if (status == LBH_OK) status = lbh_change_apply(change, result, diag);
    lbh_change_free(change);
    return status;
}

enum lbh_status lbh_pipeline_replace(struct lbh_pipeline *pipeline, const char *path, const char *use,
                                     struct lbh_result *result, struct lbh_diag *diag)
{
    return apply_one(pipeline, LBH_EDIT_REPLACE, path, NULL, use, result, diag);
}

enum lbh_status lbh_pipeline_insert(struct lbh_pipeline *pipeline, const char *path, const char *before, const char *node,
                                    struct lbh_result *result, struct lbh_diag *diag)
{
    return apply_one(pipeline, LBH_EDIT_INSERT, path, before, node, result, diag);
}

enum lbh_status lbh_pipeline_remove(struct lbh_pipeline *pipeline, const char *path, struct lbh_result *result,
                                    struct lbh_diag *diag)
{
    return apply_one(pipeline, LBH_EDIT_REMOVE, path, NULL, NULL, result, diag);
}

enum lbh_status lbh_pipeline_move(struct lbh_pipeline *pipeline, const char *path, const char *before,
                                  struct lbh_result *result, struct lbh_diag *diag)
{
    return apply_one(pipeline, LBH_EDIT_MOVE, path, before, NULL, result, diag);
}

enum lbh_status lbh_pipeline_configure(struct lbh_pipeline *pipeline, const char *owner, const char *key, const char *text,
                                       struct lbh_result *result, struct lbh_diag *diag)
{
    return apply_one(pipeline, LBH_EDIT_CONFIGURE, owner, key, text, result, diag);
}
