/* SPDX-License-Identifier: MIT */
/* The copy is taken at a boundary, as a swap's own is, and written down afterwards. */
#include "rehearsal_copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool add_cell(struct lbh_rehearsal_copy *copy, struct lbh_copied copied)
{
    const size_t before = copy->snapshot.count;
    if (!lbh_snapshot_add(&copy->snapshot, copied.cell)) return false;
    if (copy->snapshot.count == before) return true;
    struct lbh_copied *grown = realloc(copy->copied, copy->snapshot.count * sizeof *grown);
    if (!grown) return false;
    copy->copied = grown;
    grown[before] = copied;
    return true;
}

static bool add_states(struct lbh_rehearsal_copy *copy, const struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->state_count; i++) {
        const struct lbh_state_slot *state = &d->states[i];
        if (state->declared.flags & LB_STATE_SCRATCH) continue;
        if (!add_cell(copy, (struct lbh_copied){instance, state, state->declared.name, instance->cells[state->declared.slot]}))
            return false;
    }
    return true;
}

static bool add_standings(struct lbh_rehearsal_copy *copy, const struct lbh_step *step)
{
    if (step->loop || step->node->kind == LBH_NODE_SELECT) {
        struct lbh_standing *grown = realloc(copy->standings, (copy->standing_count + 1) * sizeof *grown);
        if (!grown) return false;
        copy->standings = grown;
        struct lbh_standing *standing = &grown[copy->standing_count++];
        *standing = (struct lbh_standing){.step = step, .chosen = SIZE_MAX};
        if (step->loop && !(standing->arguments = malloc(step->instance->descriptor->passes_size + 1))) return false;
    }
    for (size_t i = 0; i < step->child_count; i++)
        if (!add_standings(copy, &step->children[i])) return false;
    return true;
}

static void take(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop)
{
    struct lbh_rehearsal_copy *copy = (struct lbh_rehearsal_copy *)((char *)task - offsetof(struct lbh_rehearsal_copy, task));
    (void)plan, (void)loop;
    copy->whole = lbh_snapshot_take(&copy->snapshot);
    for (size_t i = 0; i < copy->standing_count; i++) {
        struct lbh_standing *standing = &copy->standings[i];
        const struct lbh_step *step = standing->step;
        standing->chosen = step->chosen;
        standing->runs = step->loop && !(step->loop->attention & LBH_ATTENTION_ENDED);
        if (step->loop) memcpy(standing->arguments, step->instance->state.loop_args, step->instance->descriptor->passes_size);
    }
}

bool lbh_rehearsal_copy_begin(struct lbh_rehearsal_copy *copy, const struct lbh_draft *outline, const json_t *names,
                              const json_t *used)
{
    const struct lbh_graph *running = outline->live->graph;
    *copy = (struct lbh_rehearsal_copy){.task = {.run = take}, .outline = outline};
    for (size_t i = 0; i < json_array_size(names); i++) {
        const struct lbh_variable *variable = lbh_plan_find(outline->live, json_string_value(json_array_get(names, i)));
        if (variable && !add_cell(copy, (struct lbh_copied){NULL, NULL, variable->name, variable->cell})) return false;
    }
    for (size_t i = 0; i < outline->revision.item_count; i++) {
        const struct lbh_revision_item *item = &outline->revision.items[i];
        if (item->creates && item->running && !add_states(copy, item->running)) return false;
    }
    for (size_t i = 0; i < json_array_size(used); i++) {
        const size_t *index = lbh_map_find(&running->component_names, json_string_value(json_array_get(used, i)));
        if (index && !add_states(copy, running->components[*index])) return false;
    }
    return add_standings(copy, &running->root);
}

void lbh_rehearsal_copy_fini(struct lbh_rehearsal_copy *copy)
{
    for (size_t i = 0; i < copy->standing_count; i++) free(copy->standings[i].arguments);
    free(copy->standings);
    free(copy->copied);
    lbh_snapshot_fini(&copy->snapshot);
}

/* Writes bytes behind those that are there. Returns where they begin; -1: it failed. */
static json_int_t append(int file, const void *bytes, size_t length)
{
    const off_t begin = lseek(file, 0, SEEK_END);
    for (size_t done = 0; done < length;) {
        const ssize_t written = write(file, (const char *)bytes + done, length - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return -1;
        done += (size_t)written;
    }
    return (json_int_t)begin;
}

static json_t *describe_shape(const int64_t *shape, int32_t ndim)
{
    json_t *list = json_array();
    for (int32_t d = 0; d < ndim; d++) json_array_append_new(list, json_integer(shape[d]));
    return list;
}

static json_t *describe_cell(const struct lbh_copied *copied, const struct lbh_copy *copy, int file)
{
    const struct lbh_cell *cell = &copy->header;
    const int32_t ndim = cell->slot.type == LB_TYPE_STR ? 0 : cell->slot.tensor.ndim;
    const json_int_t begin = append(file, lbh_copy_data(copy), copy->bytes);
    json_t *json = json_pack("{ss, si, si, si, sb, so, so, sI, sI}", "name", copied->name, "element", (int)cell->slot.type,
                             "ndim", (int)ndim, "flags", (int)cell->slot.flags, "shaped", (int)cell->shaped, "shape",
                             describe_shape(cell->shape, ndim), "prepared", describe_shape(cell->prepared, ndim), "begin",
                             begin, "bytes", (json_int_t)copy->bytes);
    if (copied->instance) {
        const struct lbh_descriptor *d = copied->instance->descriptor;
        json_object_set_new(json, "path", json_string(copied->instance->path));
        json_object_set_new(json, "plugin", json_string(d->name));
        json_object_set_new(json, "version", json_string(d->version));
        json_object_set_new(json, "type", json_string(copied->state->declared.type));
        json_object_set_new(json, "state_flags", json_integer(copied->state->declared.flags));
    }
    if (begin >= 0) return json;
    json_decref(json);
    return NULL;
}

json_t *lbh_rehearsal_copy_describe(const struct lbh_rehearsal_copy *copy, int file)
{
    json_t *cells = json_array(), *standings = json_array();
    json_t *json = json_pack("{so, so}", "cells", cells, "standings", standings);
    bool fine = json;
    for (size_t i = 0; fine && i < copy->snapshot.count; i++) {
        json_t *cell = describe_cell(&copy->copied[i], &copy->snapshot.copies[i], file);
        fine = cell && json_array_append_new(cells, cell) == 0;
    }
    for (size_t i = 0; fine && i < copy->standing_count; i++) {
        const struct lbh_standing *standing = &copy->standings[i];
        const struct lbh_step *step = standing->step;
        const size_t bytes = step->loop ? step->instance->descriptor->passes_size : 0;
        const json_int_t begin = append(file, standing->arguments, bytes);
        json_t *entry = json_pack("{ss, sb, sI, sI}", "path", step->node->path, "runs", (int)standing->runs, "begin", begin,
                                  "bytes", (json_int_t)bytes);
        if (standing->chosen != SIZE_MAX)
            json_object_set_new(entry, "chosen", json_string(step->children[standing->chosen].node->name));
        fine = begin >= 0 && json_array_append_new(standings, entry) == 0;
    }
    if (fine) return json;
    json_decref(json);
    return NULL;
}
