/* SPDX-License-Identifier: MIT */
/* A list of descriptions. What comes again - two versions that alternate - is counted, so that it stays short. */
#include "history.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "generation.h"

struct lbh_history {
    pthread_mutex_t mutex;
    json_t *list;
};

struct lbh_history *lbh_history_new(void)
{
    struct lbh_history *history = calloc(1, sizeof *history);
    if (!history) return NULL;
    pthread_mutex_init(&history->mutex, NULL);
    history->list = json_array();
    if (history->list) return history;
    lbh_history_free(history);
    return NULL;
}

void lbh_history_free(struct lbh_history *history)
{
    if (!history) return;
    json_decref(history->list);
    pthread_mutex_destroy(&history->mutex);
    free(history);
}

json_t *lbh_history_describe(const struct lbh_instance *instance)
{
    const struct lbh_library *library = instance->library;
    const struct lbh_generation *generation = library->generation;
    const char *file = generation ? generation->file : library->file; /* what is mapped */
    const char *source = instance->source ? instance->source : library->file;
    return json_pack("{ss, ss, ss, ss, ss, ss*, sI}", "path", instance->path, "plugin", instance->descriptor->name, "version",
                     instance->descriptor->version, "file", file, "source", source, "sha256",
                     generation ? generation->sha256 : NULL, "generation", (json_int_t)(generation ? generation->number : 0));
}

/* Adds an entry, or counts it where one says the same already. */
static void add(json_t *list, json_t *entry)
{
    static const char *const told[] = {"path", "file", "reason"};
    size_t index;
    json_t *known;
    json_array_foreach(list, index, known)
    {
        bool same = true;
        for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
            same &= json_equal(json_object_get(known, told[i]), json_object_get(entry, told[i]));
        if (!same) continue;
        const json_int_t times = json_integer_value(json_object_get(known, "times"));
        json_object_set(known, "iteration", json_object_get(entry, "iteration"));
        json_object_set_new(known, "times", json_integer(times + 1));
        json_decref(entry);
        return;
    }
    json_array_append_new(list, entry);
}

static void add_loser(json_t *list, const struct lbh_work *work, const struct lbh_instance *instance, bool rolled_back)
{
    json_t *entry = lbh_history_describe(instance);
    const struct lbh_error *error = lbh_diag_borrow_error(lbh_trial_diag(work->trial), 0);
    const struct lbh_revision_item *item = lbh_revision_find(&work->draft.revision, instance->path);
    const char *reason = rolled_back    ? error ? error->text : "rolled back"
                         : !item        ? "removed"
                         : item->is_new ? "replaced"
                                        : "made anew with what it uses";
    if (!entry) return;
    json_object_set_new(entry, "size",
                        json_integer(instance->library->generation ? (json_int_t)instance->library->generation->bytes : 0));
    json_object_set_new(entry, "reason", json_string(reason));
    json_object_set_new(entry, "iteration", json_integer(work->result.iteration));
    json_object_set_new(entry, "times", json_integer(1));
    add(list, entry);
}

void lbh_history_add(const struct lbh_work *work)
{
    struct lbh_history *history = work->pipeline->history;
    const struct lbh_graph *loser = work->draft.plan.graph;
    const bool rolled_back = lbh_trial_state(work->trial) == LBH_TRIAL_ROLLED_BACK;
    pthread_mutex_lock(&history->mutex);
    for (size_t i = 0; i < loser->component_count; i++)
        if (loser->components[i]->uses == 1) add_loser(history->list, work, loser->components[i], rolled_back);
    for (size_t i = 0; i < loser->block_count; i++)
        if (loser->blocks[i]->uses == 1) add_loser(history->list, work, loser->blocks[i], rolled_back);
    pthread_mutex_unlock(&history->mutex);
}

json_t *lbh_history_list(struct lbh_history *history)
{
    pthread_mutex_lock(&history->mutex);
    json_t *copy = json_deep_copy(history->list);
    pthread_mutex_unlock(&history->mutex);
    return copy;
}
