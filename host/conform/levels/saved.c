/* SPDX-License-Identifier: MIT */
/* Values go by their names, states by whose they are and their slot. */
#include "saved.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "conform/rig/exercise_data.h"
#include "instance.h"

struct item {
    char *owner; /* the path of an instance; null: a value of the pipeline */
    char *name;  /* of the value */
    uint32_t slot;
    bool is_set;
    struct lbh_value value; /* owns its data */
};

struct saved {
    struct item *items;
    size_t count;
    uint64_t digest;
    struct exercise *exercise; /* of a component: what it works on */
};

static size_t instance_count(const struct rig *rig)
{
    return rig->plan->graph->component_count + rig->plan->graph->block_count;
}

static struct lbh_instance *instance_at(const struct rig *rig, size_t index)
{
    const struct lbh_graph *graph = rig->plan->graph;
    return index < graph->component_count ? graph->components[index] : graph->blocks[index - graph->component_count];
}

static _Noreturn void give_up(const struct rig *rig)
{
    conform_fail(rig->c, NULL, "cannot try it: out of memory");
}

static void save(const struct rig *rig, struct saved *saved, const char *owner, const char *name, uint32_t slot,
                 const struct lbh_cell *cell)
{
    const struct lb_tensor *tensor = &cell->slot.tensor;
    const int32_t ndim = cell->slot.type == LB_TYPE_STR ? 0 : tensor->ndim;
    if (!tensor->data || cell->slot.type == LB_TYPE_NONE) return;
    struct item item = {.owner = owner ? strdup(owner) : NULL,
                        .name = name ? strdup(name) : NULL,
                        .slot = slot,
                        .is_set = (cell->slot.flags & LB_SLOT_SET) != 0,
                        .value = {.element = cell->slot.type, .ndim = ndim}};
    struct item *items = realloc(saved->items, (saved->count + 1) * sizeof *items);
    memcpy(item.value.shape, tensor->shape, (size_t)tensor->ndim * sizeof *tensor->shape);
    item.value.bytes = (size_t)lb_tensor_count(tensor) * lbh_element_size(cell->slot.type);
    item.value.data = malloc(item.value.bytes + 1);
    if (!items || !item.value.data || (owner && !item.owner) || (name && !item.name)) give_up(rig);
    memcpy(item.value.data, tensor->data, item.value.bytes);
    saved->items = items;
    saved->items[saved->count++] = item;
}

struct saved *saved_take(struct rig *rig)
{
    struct saved *saved = calloc(1, sizeof *saved);
    const struct lbh_graph *graph = rig->plan->graph;
    if (!saved) give_up(rig);
    for (size_t i = 0; i < graph->variable_count; i++)
        save(rig, saved, NULL, graph->variables[i].name, 0, graph->variables[i].cell);
    for (size_t i = 0; i < instance_count(rig); i++) {
        const struct lbh_instance *instance = instance_at(rig, i);
        const struct lbh_descriptor *d = instance->descriptor;
        for (size_t k = 0; k < d->state_count; k++)
            if (!(d->states[k].declared.flags & LB_STATE_SCRATCH))
                save(rig, saved, instance->path, NULL, d->states[k].declared.slot, instance->cells[d->states[k].declared.slot]);
    }
    saved->digest = rig->digest;
    saved->exercise = rig->exercise;
    rig->exercise = NULL;
    return saved;
}

static struct lbh_cell *find_cell(const struct rig *rig, const struct item *item)
{
    const struct lbh_variable *variable = item->name ? lbh_plan_find(rig->plan, item->name) : NULL;
    for (size_t i = 0; !item->name && i < instance_count(rig); i++)
        if (strcmp(instance_at(rig, i)->path, item->owner) == 0) return instance_at(rig, i)->cells[item->slot];
    return variable ? variable->cell : NULL;
}

void saved_give(struct saved *saved, struct rig *rig)
{
    for (size_t i = 0; i < saved->count; i++) {
        const struct item *item = &saved->items[i];
        struct lbh_cell *cell = find_cell(rig, item);
        if (!cell) continue; /* nobody has it any more */
        if (lbh_cell_store(rig->plan->arena, cell, &item->value, rig->diag) != LBH_OK)
            conform_fail(rig->c, NULL, "\"%s\" cannot be given back: %s", item->name ? item->name : item->owner,
                         rig_reason(rig));
        if (!item->is_set) cell->slot.flags &= ~LB_SLOT_SET;
    }
    rig->digest = saved->digest;
    if (!saved->exercise) return;
    exercise_free(rig);
    rig->exercise = saved->exercise;
    rig->exercise->rig = rig;
    saved->exercise = NULL;
}

void saved_free(struct saved *saved)
{
    for (size_t i = 0; i < saved->count; i++) {
        free(saved->items[i].owner);
        free(saved->items[i].name);
        lbh_value_fini(&saved->items[i].value);
    }
    free(saved->items);
    free(saved);
}
