/* SPDX-License-Identifier: MIT */
/* What the helper is told, and what is made of its answers. */
#include "rehearsal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"
#include "dylib.h"
#include "helper_process.h"
#include "rehearsal_copy.h"

/* A rehearsal under way. */
struct rehearsing {
    struct lbh_work *work;
    const struct lbh_generation *const *generations;
    struct lbh_helper *helper;
    struct lbh_draft outline;
    int64_t deadline_ns;
    enum lbh_change_step *step;
    struct lbh_diag *diag;
};

static enum lbh_status no_memory(const struct rehearsing *rehearsing)
{
    return lbh_diag_add(rehearsing->diag, LBH_ERR_MEMORY, "out of memory");
}

/* Returns the file that a place's plugin is mapped from: the copy that replaces it, or what runs. Null: a foreign block. */
static const char *file_of(const struct rehearsing *rehearsing, const struct lbh_revision_item *item)
{
    for (size_t i = 0; i < rehearsing->work->replacement_count; i++)
        if (rehearsing->generations[i] && strcmp(rehearsing->work->replacements[i].path, item->path) == 0)
            return rehearsing->generations[i]->file;
    return item->library ? item->library->file : NULL;
}

static json_t *describe_items(const struct rehearsing *rehearsing)
{
    const struct lbh_revision *revision = &rehearsing->outline.revision;
    json_t *list = json_array();
    for (size_t i = 0; i < revision->item_count; i++) {
        const struct lbh_revision_item *item = &revision->items[i];
        json_array_append_new(list, json_pack("{ss, ss*, sb}", "path", item->path, "file", file_of(rehearsing, item), "creates",
                                              (int)item->creates));
    }
    return list;
}

/* The first values as the pipeline has them: that they are there, and of what type and shape. */
static json_t *describe_values(const struct rehearsing *rehearsing)
{
    const struct lbh_revision *revision = &rehearsing->outline.revision;
    json_t *list = json_array();
    for (size_t i = 0; i < revision->value_count; i++) {
        const struct lbh_revision_value *known = &revision->values[i];
        if (!known->value || (known->origin != LBH_ORIGIN_CALLER && known->origin != LBH_ORIGIN_MANIFEST)) continue;
        json_t *shape = json_array();
        for (int32_t d = 0; d < known->value->ndim; d++) json_array_append_new(shape, json_integer(known->value->shape[d]));
        json_array_append_new(list,
                              json_pack("{ss, si, si, so, sI}", "name", known->name, "origin", (int)known->origin, "element",
                                        (int)known->value->element, "shape", shape, "bytes", (json_int_t)known->value->bytes));
    }
    return list;
}

static json_t *describe_overrides(const struct lbh_draft *draft)
{
    json_t *list = json_array();
    for (size_t i = 0; i < draft->plan.override_count; i++) {
        const struct lbh_config_override *override = &draft->plan.overrides[i];
        json_array_append_new(list, json_pack("[s, s, s]", override->owner, override->key, override->text));
    }
    return list;
}

static enum lbh_status send_json(const struct rehearsing *rehearsing, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    if (!text) return no_memory(rehearsing);
    const enum lbh_status status =
        lbh_helper_send(rehearsing->helper, text, strlen(text), rehearsing->deadline_ns, rehearsing->diag);
    free(text);
    return status;
}

/* Tells an error of the helper's as one of ours: of the author's file, not of the copy. */
static void tell_error(const struct rehearsing *rehearsing, const json_t *error)
{
    const char *text = json_string_value(json_object_get(error, "text"));
    const char *file = json_string_value(json_object_get(error, "file"));
    const char *mend = json_string_value(json_object_get(error, "mend"));
    const size_t first = lbh_diag_count(rehearsing->diag);
    char *own = strdup(text ? text : "it failed and gave no reason");
    for (size_t i = 0; own && i < rehearsing->work->replacement_count; i++) {
        const struct lbh_generation *generation = rehearsing->generations[i];
        const char *found = generation ? strstr(own, generation->file) : NULL;
        char *changed = NULL;
        if (!found) continue;
        if (asprintf(&changed, "%.*s%s%s", (int)(found - own), own, rehearsing->work->files[i],
                     found + strlen(generation->file)) < 0)
            break;
        free(own);
        own = changed;
    }
    lbh_diag_add(rehearsing->diag, (enum lbh_status)json_integer_value(json_object_get(error, "status")), "%s",
                 own ? own : "out of memory");
    if (mend) lbh_diag_mend(rehearsing->diag, "%s", mend);
    if (file)
        lbh_diag_locate(rehearsing->diag, first, file, (int)json_integer_value(json_object_get(error, "line")),
                        (int)json_integer_value(json_object_get(error, "column")),
                        json_string_value(json_object_get(error, "path")));
    free(own);
}

/* Receives an answer. Its errors are told, if there are any. */
static enum lbh_status receive_json(const struct rehearsing *rehearsing, json_t **answer)
{
    char *text = NULL;
    size_t length = 0;
    enum lbh_status status = lbh_helper_receive(rehearsing->helper, rehearsing->deadline_ns, &text, &length, rehearsing->diag);
    if (status != LBH_OK) return status;
    *answer = json_loadb(text, length, 0, NULL);
    free(text);
    if (!*answer) return lbh_diag_add(rehearsing->diag, LBH_ERR_BLOCK, "the rehearsal's answer cannot be read");
    size_t index;
    const json_t *error;
    json_array_foreach(json_object_get(*answer, "errors"), index, error)
    {
        tell_error(rehearsing, error);
        status = LBH_ERR_INVALID;
    }
    return status;
}

static enum lbh_status take_copy(const struct rehearsing *rehearsing, struct lbh_rehearsal_copy *copy)
{
    do {
        if (lbh_turn_ask(rehearsing->outline.live, &copy->task, -1) != LBH_ASKED_DONE)
            return lbh_diag_add(rehearsing->diag, LBH_ERR_USAGE,
                                "a block is at work: nothing can be changed from this listener");
        if (!copy->whole && !lbh_snapshot_make_room(&copy->snapshot)) return no_memory(rehearsing);
    } while (!copy->whole);
    return LBH_OK;
}

/* Gives the helper the state that it asked for. */
static enum lbh_status send_copy(const struct rehearsing *rehearsing, const json_t *wanted)
{
    struct lbh_rehearsal_copy copy;
    const int file = memfd_create("loopblocks-state", MFD_CLOEXEC);
    if (file < 0) return lbh_diag_add(rehearsing->diag, LBH_ERR_IO, "cannot make a file in memory for the copy of the state");
    enum lbh_status status = LBH_OK;
    if (!lbh_rehearsal_copy_begin(&copy, &rehearsing->outline, json_object_get(wanted, "values"),
                                  json_object_get(wanted, "components")))
        status = no_memory(rehearsing);
    if (status == LBH_OK) status = take_copy(rehearsing, &copy);
    if (status == LBH_OK) status = send_json(rehearsing, lbh_rehearsal_copy_describe(&copy, file));
    if (status == LBH_OK) status = lbh_helper_send_fd(rehearsing->helper, file, rehearsing->deadline_ns, rehearsing->diag);
    lbh_rehearsal_copy_fini(&copy);
    close(file);
    return status;
}

static enum lbh_status converse(const struct rehearsing *rehearsing)
{
    const struct lbh_plan *live = rehearsing->outline.live;
    json_t *answer = NULL, *last = NULL;
    *rehearsing->step = LBH_STEP_REHEARSAL;
    lbh_turn_lock_settings(rehearsing->outline.live);
    json_t *values = describe_values(rehearsing);
    lbh_turn_unlock_settings(rehearsing->outline.live);
    enum lbh_status status =
        send_json(rehearsing, json_pack("{ss, ss, ss, sb, so, so, so}", "file", live->graph->manifest->file, "shown",
                                        live->graph->manifest->text, "manifest", rehearsing->work->manifest, "has_run",
                                        (int)live->has_run, "items", describe_items(rehearsing), "values", values, "overrides",
                                        describe_overrides(&rehearsing->work->draft)));
    if (status == LBH_OK) {
        status = receive_json(rehearsing, &answer);
        const char *step = json_string_value(json_object_get(answer, "step"));
        if (step && strcmp(step, "check") == 0) *rehearsing->step = LBH_STEP_CHECK;
    }
    if (status == LBH_OK) status = send_copy(rehearsing, answer);
    if (status == LBH_OK) status = receive_json(rehearsing, &last);
    json_decref(answer);
    json_decref(last);
    return status;
}

enum lbh_status lbh_rehearse(struct lbh_work *work, const struct lbh_generation *const *generations, int64_t timeout_ms,
                             enum lbh_change_step *step, struct lbh_diag *diag)
{
    struct rehearsing rehearsing = {.work = work,
                                    .generations = generations,
                                    .deadline_ns = lbh_clock_now_ns() + timeout_ms * 1000000,
                                    .step = step,
                                    .diag = diag};
    struct lbh_plan *live = &work->pipeline->plan;
    enum lbh_status status =
        lbh_draft_outline(&rehearsing.outline, live, work->manifest, work->replacements, work->replacement_count, diag);
    char *program = status == LBH_OK ? lbh_dylib_rehearsal_program() : NULL;
    if (status == LBH_OK && !program) status = no_memory(&rehearsing);
    if (status == LBH_OK) {
        *step = LBH_STEP_REHEARSAL;
        status = lbh_helper_start(program, &rehearsing.helper, diag);
    }
    if (status == LBH_OK) status = converse(&rehearsing);
    const enum lbh_status ended = rehearsing.helper ? lbh_helper_end(rehearsing.helper, diag) : LBH_OK;
    free(program);
    lbh_draft_free(&rehearsing.outline);
    return status == LBH_OK ? ended : status;
}
