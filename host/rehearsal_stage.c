/* SPDX-License-Identifier: MIT */
/* Building is a plan's own; furnishing makes stand-ins for the instances that run in the host, to take the states from. */
#include "rehearsal_stage.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "instance.h"
#include "moves.h"
#include "turn.h"

/* What stands for an instance that runs in the host: its states, and what moves need to know of it. */
struct double_of {
    struct lbh_instance instance;
    struct lbh_descriptor descriptor;
};

static const char *text_of(const json_t *json, const char *key)
{
    return json_string_value(json_object_get(json, key));
}

static json_int_t number_of(const json_t *json, const char *key)
{
    return json_integer_value(json_object_get(json, key));
}

static enum lbh_status load_items(struct lbh_stage *stage, const json_t *items, lbh_stage_announce announce, void *user)
{
    size_t index;
    const json_t *item;
    enum lbh_status result = LBH_OK;
    json_array_foreach(items, index, item)
    {
        const char *file = text_of(item, "file"), *path = text_of(item, "path");
        struct lbh_library *library = NULL;
        const bool creates = json_is_true(json_object_get(item, "creates"));
        if (creates) announce(user, "load", path);
        const enum lbh_status status = file ? lbh_catalog_load(stage->host->catalog, file, &library, stage->diag) : LBH_OK;
        if (status != LBH_OK) result = status;
        if (!lbh_revision_add(&stage->revision,
                              (struct lbh_revision_item){.path = path, .library = library, .creates = creates}))
            return lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
    }
    return result;
}

static enum lbh_status add_values(struct lbh_stage *stage, const json_t *values)
{
    size_t index;
    const json_t *json;
    stage->values = calloc(json_array_size(values) + 1, sizeof *stage->values);
    if (!stage->values) return lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
    json_array_foreach(values, index, json)
    {
        const json_t *shape = json_object_get(json, "shape");
        struct lbh_value *value = &stage->values[index];
        *value = (struct lbh_value){.element = (uint32_t)number_of(json, "element"),
                                    .ndim = (int32_t)json_array_size(shape),
                                    .bytes = (size_t)number_of(json, "bytes")};
        for (int32_t d = 0; d < value->ndim; d++) value->shape[d] = json_integer_value(json_array_get(shape, (size_t)d));
        const struct lbh_revision_value known = {
            .name = text_of(json, "name"), .origin = (enum lbh_origin)number_of(json, "origin"), .value = value};
        if (!(value->data = calloc(1, value->bytes + 1)) || !lbh_revision_add_value(&stage->revision, known))
            return lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
    }
    return LBH_OK;
}

static enum lbh_status add_overrides(struct lbh_stage *stage, const json_t *overrides)
{
    size_t index;
    const json_t *json;
    stage->plan.overrides = calloc(json_array_size(overrides) + 1, sizeof *stage->plan.overrides);
    if (!stage->plan.overrides) return lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
    json_array_foreach(overrides, index, json) stage->plan.overrides[stage->plan.override_count++] =
        (struct lbh_config_override){json_string_value(json_array_get(json, 0)), json_string_value(json_array_get(json, 1)),
                                     json_string_value(json_array_get(json, 2)), false};
    return LBH_OK;
}

enum lbh_status lbh_stage_build(struct lbh_stage *stage, const json_t *request, lbh_stage_announce announce, void *user)
{
    const char *text = text_of(request, "manifest");
    struct lbh_manifest *manifest = NULL;
    *stage = (struct lbh_stage){.host = lbh_host_new(), .diag = lbh_diag_new()};
    if (!stage->host || !stage->diag) return LBH_ERR_MEMORY;
    struct lbh_plan *plan = &stage->plan;
    plan->host = stage->host;
    plan->home = plan;
    plan->revision = &stage->revision;
    plan->turn = lbh_turn_new();
    plan->has_run = json_is_true(json_object_get(request, "has_run"));
    enum lbh_status status = load_items(stage, json_object_get(request, "items"), announce, user);
    if (status == LBH_OK) status = add_values(stage, json_object_get(request, "values"));
    if (status == LBH_OK) status = add_overrides(stage, json_object_get(request, "overrides"));
    if (status == LBH_OK)
        status =
            lbh_manifest_parse(text_of(request, "file"), text ? text : "", text ? strlen(text) : 0, &manifest, stage->diag);
    if (status != LBH_OK) return status;
    if (text_of(request, "shown")) lbh_manifest_show_in(manifest, text_of(request, "shown"));
    if (!(plan->graph = lbh_graph_new(manifest))) return lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
    /* Any component may be needed, once it is known what the new blocks call. */
    for (size_t i = 0; i < manifest->component_count; i++) {
        struct lbh_revision_item *item = lbh_revision_find(&stage->revision, manifest->components[i].name);
        if (item) item->creates = true;
    }
    announce(user, "check", NULL);
    return lbh_plan_build(plan, stage->diag);
}

static struct lbh_step *find_step(struct lbh_step *step, const struct lbh_instance *instance)
{
    if (step->instance == instance) return step;
    for (size_t i = 0; i < step->child_count; i++) {
        struct lbh_step *found = find_step(&step->children[i], instance);
        if (found) return found;
    }
    return NULL;
}

struct lbh_step *lbh_stage_step(struct lbh_stage *stage, const struct lbh_instance *instance)
{
    return find_step(&stage->plan.graph->root, instance);
}

static const json_t *find_standing(const struct lbh_stage *stage, const struct lbh_step *step)
{
    size_t index;
    const json_t *standing;
    json_array_foreach(stage->standings, index,
                       standing) if (strcmp(text_of(standing, "path"), step->node->path) == 0) return standing;
    return NULL;
}

bool lbh_stage_lives(const struct lbh_stage *stage, const struct lbh_step *step)
{
    const struct lbh_step *top = NULL;
    for (const struct lbh_step *at = step; at; at = at->parent) {
        if (at->node->kind == LBH_NODE_LOOP) top = at;
        if (!at->parent || at->parent->node->kind != LBH_NODE_SELECT) continue;
        const json_t *select = find_standing(stage, at->parent);
        const char *chosen = select ? text_of(select, "chosen") : NULL;
        if (!chosen || strcmp(chosen, at->node->name) != 0) return false;
    }
    return top && json_is_true(json_object_get(find_standing(stage, top), "runs"));
}

/* Gives a cell the shape and content that were copied. */
static bool fill(struct lbh_arena *arena, struct lbh_cell *cell, const json_t *json, const char *bytes, size_t length)
{
    const size_t begin = (size_t)number_of(json, "begin"), count = (size_t)number_of(json, "bytes");
    const json_t *prepared = json_object_get(json, "prepared"), *shape = json_object_get(json, "shape");
    if (number_of(json, "element") != cell->slot.type || begin + count > length) return true; /* another type now */
    if (cell->slot.type == LB_TYPE_STR) {
        if (lbh_cell_reserve_text(arena, cell, count, NULL) != LBH_OK) return false;
        cell->shape[0] = count ? (int64_t)count - 1 : 0;
    } else if (cell->slot.tensor.ndim != (int32_t)json_array_size(shape)) {
        return true;
    } else if (cell->slot.tensor.ndim > 0) {
        int64_t extents[LB_MAX_NDIM];
        if (!json_is_true(json_object_get(json, "shaped"))) return true;
        for (size_t d = 0; d < json_array_size(shape); d++) extents[d] = json_integer_value(json_array_get(prepared, d));
        if (lbh_cell_set_shape(arena, cell, extents, true, NULL) != LBH_OK) return false;
        for (size_t d = 0; d < json_array_size(shape); d++) cell->shape[d] = json_integer_value(json_array_get(shape, d));
        lbh_shape_strides(cell->slot.tensor.ndim, cell->shape, cell->strides);
    }
    cell->slot.flags = (uint32_t)number_of(json, "flags");
    if (count && count <= cell->capacity) memcpy(cell->slot.tensor.data, bytes + begin, count);
    return true;
}

/* Makes a stand-in for the instance of a path, with the states that were copied. */
static struct double_of *make_double(struct lbh_stage *stage, const char *path, const json_t *cells, const char *bytes,
                                     size_t length)
{
    struct double_of *made = calloc(1, sizeof *made);
    const size_t room = json_array_size(cells) + 1;
    struct lbh_state_slot *states = calloc(room, sizeof *states);
    struct lbh_cell **own = calloc(room, sizeof(struct lbh_cell *));
    struct lb_slot **slots = calloc(room, sizeof(struct lb_slot *));
    size_t index;
    const json_t *json;
    if (!made || !states || !own || !slots) return NULL;
    made->instance = (struct lbh_instance){.plan = &stage->plan, .descriptor = &made->descriptor, .cells = own, .slots = slots};
    made->descriptor.states = states;
    made->descriptor.version = "";
    made->descriptor.name = "";
    json_array_foreach(cells, index, json)
    {
        const char *owner = text_of(json, "path");
        if (!owner || strcmp(owner, path) != 0) continue;
        const uint32_t slot = made->descriptor.slot_count++;
        struct lbh_state_slot *state = &states[made->descriptor.state_count++];
        state->declared = (struct lb_state_slot){.slot = slot,
                                                 .flags = (uint32_t)number_of(json, "state_flags"),
                                                 .name = text_of(json, "name"),
                                                 .type = text_of(json, "type")};
        if (lbh_type_parse(state->declared.type, false, &state->type, NULL) != LBH_OK) return NULL;
        own[slot] = lbh_cell_new(stage->plan.arena, state->type.element, state->type.ndim);
        if (!own[slot] || !fill(stage->plan.arena, own[slot], json, bytes, length)) return NULL;
        slots[slot] = &own[slot]->slot;
        made->descriptor.name = text_of(json, "plugin");
        made->descriptor.version = text_of(json, "version");
    }
    return made;
}

/* Moves the states of what runs to what was created here: the new version's, or the same one's. */
static enum lbh_status move_states(struct lbh_stage *stage, struct lbh_instance *instance, const json_t *cells,
                                   const char *bytes, size_t length, lbh_stage_announce announce, void *user)
{
    const size_t first = lbh_diag_count(stage->diag);
    struct double_of *before = make_double(stage, instance->path, cells, bytes, length);
    if (!before) return lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
    if (before->descriptor.state_count == 0) return LBH_OK;
    struct lbh_fresh fresh = {.instance = instance, .predecessor = &before->instance};
    announce(user, "migrate", instance->path);
    fresh.moves = lbh_moves_new(&fresh, stage->diag);
    const bool fine = fresh.moves && lbh_moves_forward(&fresh, stage->diag);
    if (fine) lbh_moves_exchange(&fresh);
    if (fine) return LBH_OK;
    return lbh_diag_count(stage->diag) > first ? LBH_ERR_INVALID : lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
}

static enum lbh_status furnish_values(struct lbh_stage *stage, const json_t *cells, const char *bytes, size_t length)
{
    size_t index;
    const json_t *json;
    json_array_foreach(cells, index, json)
    {
        if (json_object_get(json, "path")) continue;
        const struct lbh_variable *variable = lbh_plan_find(&stage->plan, text_of(json, "name"));
        if (variable && !fill(stage->plan.arena, variable->cell, json, bytes, length))
            return lbh_diag_add(stage->diag, LBH_ERR_MEMORY, "out of memory");
    }
    return LBH_OK;
}

static void furnish_loops(struct lbh_stage *stage, struct lbh_step *step, const char *bytes, size_t length)
{
    const json_t *standing = step->loop ? find_standing(stage, step) : NULL;
    const size_t begin = (size_t)number_of(standing, "begin"), count = (size_t)number_of(standing, "bytes");
    if (standing && count == step->instance->descriptor->passes_size && begin + count <= length)
        memcpy(step->instance->state.loop_args, bytes + begin, count);
    for (size_t i = 0; i < step->child_count; i++) furnish_loops(stage, &step->children[i], bytes, length);
}

enum lbh_status lbh_stage_furnish(struct lbh_stage *stage, const json_t *copy, const char *bytes, size_t length,
                                  lbh_stage_announce announce, void *user)
{
    const json_t *cells = json_object_get(copy, "cells");
    const struct lbh_graph *graph = stage->plan.graph;
    stage->standings = json_object_get(copy, "standings");
    enum lbh_status status = furnish_values(stage, cells, bytes, length);
    for (size_t i = 0; status == LBH_OK && i < graph->component_count + graph->block_count; i++) {
        struct lbh_instance *instance =
            i < graph->component_count ? graph->components[i] : graph->blocks[i - graph->component_count];
        if (instance->created) status = move_states(stage, instance, cells, bytes, length, announce, user);
    }
    furnish_loops(stage, &stage->plan.graph->root, bytes, length);
    return status;
}
