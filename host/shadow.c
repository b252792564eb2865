/* SPDX-License-Identifier: MIT */
/* One stand-in a value, shared by all new blocks, so that what one shapes the next one sees. */
#include "shadow.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "failure.h"
#include "instance.h"
#include "shapes.h"

/* Whether a value is there already, and others work on it. */
static bool is_live(const struct lbh_draft *draft, const struct lbh_instance *instance, uint32_t slot)
{
    if (!lbh_instance_shares(instance, slot)) return false;
    const struct lbh_variable *variable = &draft->plan.graph->variables[instance->variables[slot]];
    const struct lbh_revision_value *known = lbh_revision_value(&draft->revision, variable->name);
    return known && known->cell == variable->cell;
}

bool lbh_shadow_begin(struct lbh_shadow *shadow, struct lbh_draft *draft)
{
    *shadow = (struct lbh_shadow){.draft = draft};
    for (size_t i = 0; i < draft->fresh_count; i++) {
        const struct lbh_instance *instance = draft->fresh[i].instance;
        for (uint32_t slot = 0; slot < instance->descriptor->slot_count; slot++)
            if (is_live(draft, instance, slot) && !lbh_snapshot_add(&shadow->seen, instance->cells[slot])) return false;
        const size_t members = instance->group_first ? instance->group_first[instance->descriptor->slot_count] : 0;
        for (size_t k = 0; k < members; k++)
            if (!lbh_snapshot_add(&shadow->seen, (struct lbh_cell *)(uintptr_t)instance->group_members[k].cell)) return false;
    }
    shadow->stand_ins = calloc(shadow->seen.count + 1, sizeof(struct lbh_cell *));
    return shadow->stand_ins;
}

void lbh_shadow_fini(struct lbh_shadow *shadow)
{
    for (size_t i = 0; shadow->stand_ins && i < shadow->seen.count; i++)
        lbh_cell_release(shadow->draft->plan.arena, shadow->stand_ins[i]);
    free(shadow->stand_ins);
    lbh_snapshot_fini(&shadow->seen);
    *shadow = (struct lbh_shadow){0};
}

static bool fill(struct lbh_arena *arena, struct lbh_cell *cell, const struct lbh_copy *copy)
{
    const struct lbh_cell *header = &copy->header;
    cell->slot.flags = header->slot.flags;
    if (header->slot.type == LB_TYPE_STR) {
        if (lbh_cell_reserve_text(arena, cell, copy->bytes, NULL) != LBH_OK) return false;
        cell->shape[0] = header->shape[0];
    } else if (header->slot.tensor.ndim > 0) {
        cell->shaped = false;
        if (!header->shaped) return true;
        if (lbh_cell_set_shape(arena, cell, header->prepared, true, NULL) != LBH_OK) return false;
    }
    if (copy->bytes && copy->bytes <= cell->capacity) memcpy(cell->slot.tensor.data, lbh_copy_data(copy), copy->bytes);
    return true;
}

bool lbh_shadow_fill(struct lbh_shadow *shadow)
{
    struct lbh_arena *arena = shadow->draft->plan.arena;
    for (size_t i = 0; i < shadow->seen.count; i++) {
        const struct lbh_copy *copy = &shadow->seen.copies[i];
        const struct lb_slot *slot = &copy->header.slot;
        lbh_cell_release(arena, shadow->stand_ins[i]);
        shadow->stand_ins[i] = lbh_cell_new(arena, slot->type, slot->type == LB_TYPE_STR ? 0 : slot->tensor.ndim);
        if (!shadow->stand_ins[i] || !fill(arena, shadow->stand_ins[i], copy)) return false;
    }
    return true;
}

/* Returns what stands in for a live cell, or, the other way round, for what a stand-in stands; else the cell itself. */
static struct lbh_cell *other_of(const struct lbh_shadow *shadow, const struct lbh_cell *cell, bool stand_in)
{
    for (size_t i = 0; i < shadow->seen.count; i++) {
        struct lbh_cell *live = shadow->seen.copies[i].cell;
        if (stand_in && cell == live) return shadow->stand_ins[i];
        if (!stand_in && cell == shadow->stand_ins[i]) return live;
    }
    return (struct lbh_cell *)(uintptr_t)cell;
}

/* Turns an instance's view to the stand-ins, or back to the true values. */
static void turn_view(const struct lbh_shadow *shadow, struct lbh_instance *instance, bool stand_in)
{
    const uint32_t slots = instance->descriptor->slot_count;
    for (uint32_t slot = 0; slot < slots; slot++) {
        if (!lbh_instance_shares(instance, slot)) continue;
        instance->cells[slot] = other_of(shadow, instance->cells[slot], stand_in);
        instance->slots[slot] = &instance->cells[slot]->slot;
    }
    const size_t members = instance->group_first ? instance->group_first[slots] : 0;
    for (size_t i = 0; i < members; i++)
        instance->group_members[i].cell = other_of(shadow, instance->group_members[i].cell, stand_in);
}

/* Refuses an output whose shape differs from the one that it has while the loop runs. */
static bool check_outputs(const struct lbh_shadow *shadow, struct lbh_instance *instance, struct lbh_diag *diag)
{
    bool fine = true;
    for (size_t i = 0; i < instance->descriptor->output_count; i++) {
        const struct lb_output *output = &instance->descriptor->outputs[i].declared;
        const struct lbh_cell *cell = instance->cells[output->slot], *live = other_of(shadow, cell, false);
        const int32_t ndim = cell->slot.type == LB_TYPE_STR ? 0 : cell->slot.tensor.ndim;
        const struct lbh_copy *copy = lbh_snapshot_find(&shadow->seen, live);
        char expected[128], found[128];
        if (!copy || !copy->header.shaped || memcmp(copy->header.prepared, cell->prepared, (size_t)ndim * sizeof(int64_t)) == 0)
            continue;
        const size_t first = lbh_diag_count(diag);
        lbh_diag_add(diag, LBH_ERR_INVALID, "shape clash: output=\"%s\", expected=%s as the running loop has it, found=%s",
                     output->name, lbh_shape_format(cell->slot.type, ndim, copy->header.prepared, expected, sizeof expected),
                     lbh_shape_format(cell->slot.type, ndim, cell->prepared, found, sizeof found));
        lbh_diag_mend(diag, "other shapes need a new run: stop this one, and start it with the new block");
        lbh_failure_blame(instance, NULL, diag, first);
        fine = false;
    }
    return fine;
}

bool lbh_shadow_prepare(struct lbh_shadow *shadow, bool waiting, struct lbh_diag *diag)
{
    struct lbh_plan *plan = &shadow->draft->plan, *live = shadow->draft->live;
    struct lbh_diag *const live_diag = waiting ? live->diag : NULL;
    bool fine = true, waits = false;
    if (waiting) {
        live->preparing = true; /* running components may be shaped */
        live->diag = diag;
    }
    for (size_t i = 0; i < shadow->draft->fresh_count && fine; i++) {
        const struct lbh_fresh *fresh = &shadow->draft->fresh[i];
        /* What comes after one that waits may need the shapes that it sets. */
        waits |= fresh->waits && fresh->lives;
        if (!fresh->step || !fresh->lives || waits != waiting) continue;
        turn_view(shadow, fresh->instance, true);
        plan->diag = diag;
        fine = lbh_shapes_prepare(fresh->instance) == LB_OK && check_outputs(shadow, fresh->instance, diag);
        plan->diag = NULL;
        turn_view(shadow, fresh->instance, false);
    }
    if (waiting) {
        live->preparing = false;
        live->diag = live_diag;
    }
    return fine;
}

bool lbh_shadow_is_current(const struct lbh_shadow *shadow)
{
    for (size_t i = 0; i < shadow->seen.count; i++) {
        const struct lbh_copy *copy = &shadow->seen.copies[i];
        if (copy->cell->shaped != copy->header.shaped) return false;
        if (copy->header.slot.type == LB_TYPE_STR) continue;
        const size_t bytes = (size_t)copy->header.slot.tensor.ndim * sizeof(int64_t);
        if (copy->header.shaped && memcmp(copy->cell->prepared, copy->header.prepared, bytes) != 0) return false;
    }
    return true;
}

bool lbh_shadow_make_text_room(const struct lbh_shadow *shadow, struct lbh_diag *diag)
{
    for (size_t i = 0; i < shadow->seen.count; i++) {
        struct lbh_cell *cell = shadow->seen.copies[i].cell;
        const size_t capacity = shadow->stand_ins[i] ? shadow->stand_ins[i]->capacity : 0;
        if (cell->slot.type != LB_TYPE_STR || capacity <= cell->capacity) continue;
        if (lbh_cell_reserve_text(shadow->draft->plan.arena, cell, capacity - 1, diag) != LBH_OK) return false;
    }
    return true;
}

/* Whether a running block calls a component that a new one calls, too. */
static bool shares_component(const struct lbh_draft *draft, const struct lbh_instance *instance)
{
    for (size_t i = 0; instance->used && i < instance->descriptor->component_count; i++)
        for (size_t f = 0; instance->used[i] && f < draft->fresh_count; f++) {
            const struct lbh_instance *fresh = draft->fresh[f].instance;
            for (size_t k = 0; draft->fresh[f].waits && fresh->used && k < fresh->descriptor->component_count; k++)
                if (fresh->used[k] == instance->used[i]) return true;
        }
    return false;
}

static void prepare_others(const struct lbh_draft *draft, struct lbh_step *step, bool lives)
{
    lives |= step->loop && !(step->loop->attention & LBH_ATTENTION_ENDED);
    if (step->node->kind == LBH_NODE_SELECT) {
        if (step->chosen != SIZE_MAX) prepare_others(draft, &step->children[step->chosen], lives);
        return;
    }
    if (lives && step->instance && shares_component(draft, step->instance)) lbh_shapes_prepare(step->instance);
    for (size_t i = 0; i < step->child_count; i++) prepare_others(draft, &step->children[i], lives);
}

void lbh_shadow_prepare_others(const struct lbh_draft *draft)
{
    bool any = false;
    for (size_t i = 0; i < draft->fresh_count; i++) any |= draft->fresh[i].waits && draft->fresh[i].lives;
    if (any) prepare_others(draft, &draft->live->graph->root, false);
}

void lbh_shadow_prepare_old(const struct lbh_draft *draft)
{
    lbh_shadow_prepare_others(draft);
    for (size_t i = 0; i < draft->fresh_count; i++) {
        const struct lbh_fresh *fresh = &draft->fresh[i];
        if (fresh->step && fresh->waits && fresh->lives && fresh->predecessor) lbh_shapes_prepare(fresh->predecessor);
    }
}
