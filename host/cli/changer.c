/* SPDX-License-Identifier: MIT */
/* How edits in JSON reach the library, and its result the terminal, the log and who asked. */
#include "changer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <loopblocks/host.h>

#include "background.h"
#include "change_text.h"
#include "job.h"
#include "report.h"
#include "swap_log.h"

#define LOG_TRIES 5 /* seconds that the answer to a change may be late, so that the log knows what runs */

static const char *text_of(const json_t *edit, const char *key)
{
    const char *text = json_string_value(json_object_get(edit, key));
    return text ? text : "";
}

/* Returns a value as the library takes it: a text as it is, anything else as JSON. free() frees it. */
static char *as_text(const json_t *value)
{
    return json_is_string(value) ? strdup(json_string_value(value)) : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
}

static enum lbh_status add_insert(struct lbh_change *change, const json_t *edit, struct lbh_diag *diag)
{
    char *node = as_text(json_object_get(edit, "node"));
    if (!node) return LBH_ERR_MEMORY;
    const char *before = json_string_value(json_object_get(edit, "before"));
    const enum lbh_status status = lbh_change_insert(change, text_of(edit, "path"), before, node, diag);
    free(node);
    return status;
}

static enum lbh_status add_set(struct lbh_change *change, const json_t *edit, struct lbh_diag *diag)
{
    char *value = as_text(json_object_get(edit, "value"));
    if (!value) return LBH_ERR_MEMORY;
    const enum lbh_status status = lbh_change_configure(change, text_of(edit, "owner"), text_of(edit, "key"), value, diag);
    free(value);
    return status;
}

static enum lbh_status add_edit(struct lbh_change *change, const json_t *edit, struct lbh_diag *diag)
{
    const char *what = text_of(edit, "do"), *path = text_of(edit, "path");
    if (strcmp(what, "swap") == 0) return lbh_change_replace(change, path, text_of(edit, "file"), diag);
    if (strcmp(what, "insert") == 0) return add_insert(change, edit, diag);
    if (strcmp(what, "remove") == 0) return lbh_change_remove(change, path, diag);
    if (strcmp(what, "set") == 0) return add_set(change, edit, diag);
    return lbh_change_move(change, path, json_string_value(json_object_get(edit, "before")), diag);
}

static json_t *answer_of(const struct lbh_result *result, const struct lbh_diag *diag)
{
    const bool ok = result->outcome == LBH_OUTCOME_DONE || result->outcome == LBH_OUTCOME_ON_TRIAL;
    return json_pack("{s:b, s:s, s:s, s:o, s:I, s:I, s:o, s:o}", "ok", ok, "outcome", lbh_outcome_name(result->outcome), "step",
                     lbh_change_step_name(result->step), "loop", json_from_text(result->loop), "iteration",
                     (json_int_t)result->iteration, "trial_calls", (json_int_t)result->trial_calls, "note",
                     json_from_text(result->note), "errors", errors_as_json(diag));
}

/* Makes the change. Returns its answer. */
static json_t *apply(struct lbh_pipeline *pipeline, const json_t *edits)
{
    struct lbh_result result = {.outcome = LBH_OUTCOME_REFUSED, .step = LBH_STEP_EDIT, .iteration = -1};
    struct lbh_change *change = lbh_change_new(pipeline);
    struct lbh_diag *diag = lbh_diag_new();
    enum lbh_status status = change && diag ? LBH_OK : LBH_ERR_MEMORY;
    size_t index;
    json_t *edit;
    json_array_foreach(edits, index, edit) if (status == LBH_OK) status = add_edit(change, edit, diag);
    if (status == LBH_OK) lbh_change_apply(change, &result, diag);
    json_t *answer = answer_of(&result, diag);
    if (status != LBH_OK && json_array_size(json_object_get(answer, "errors")) == 0)
        json_array_append_new(json_object_get(answer, "errors"),
                              json_pack("{s:s, s:s}", "status", "memory", "text", "out of memory"));
    lbh_change_free(change);
    lbh_diag_free(diag);
    return answer;
}

static json_t *refuse_after_end(void)
{
    return json_pack("{s:b, s:s, s:s, s:[{s:s, s:s}]}", "ok", 0, "outcome", lbh_outcome_name(LBH_OUTCOME_REFUSED), "step",
                     lbh_change_step_name(LBH_STEP_EDIT), "errors", "status", "stopped", "text", "the run has ended");
}

/* Says on standard error what became of a change. */
static void tell(struct changer *changer, const json_t *edits, const json_t *answer)
{
    struct job *job = changer->job;
    if (job->options->quiet && json_is_true(json_object_get(answer, "ok"))) return;
    char subject[512];
    job_console_begin(job);
    fputs("loopblocks: ", stderr);
    change_print(stderr, change_subject(edits, subject, sizeof subject), answer);
    job_console_end(job);
}

static void record(struct changer *changer, const char *by, const json_t *edits, const json_t *answer)
{
    const bool changed = json_is_true(json_object_get(answer, "ok"));
    json_t *status = changed ? changer_whole_status(changer, LOG_TRIES) : NULL;
    if (!swap_log_write(changer->log, by, edits, answer, status)) {
        job_console_begin(changer->job);
        report("cannot write to the swap log: %s", strerror(errno));
        job_console_end(changer->job);
    }
    json_decref(status);
}

json_t *changer_apply(struct changer *changer, const char *by, const json_t *edits)
{
    if (atomic_load(&changer->ended)) return refuse_after_end();
    json_t *answer = apply(changer->job->pipeline, edits);
    if (!answer) return NULL;
    if (changer->changed_bell >= 0 && json_is_true(json_object_get(answer, "ok"))) background_ring(changer->changed_bell);
    if (changer->log) record(changer, by, edits, answer);
    tell(changer, edits, answer);
    return answer;
}

json_t *changer_status(struct changer *changer)
{
    char *text = lbh_pipeline_status(changer->job->pipeline, NULL);
    json_t *status = text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL;
    free(text);
    return status;
}

json_t *changer_whole_status(struct changer *changer, int tries)
{
    for (int k = 0; k < tries && !atomic_load(&changer->ended); k++) {
        json_t *status = changer_status(changer);
        if (json_object_get(status, "blocks")) return status;
        if (!status) return NULL;
        json_decref(status);
    }
    return NULL;
}
