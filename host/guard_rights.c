/* SPDX-License-Identifier: MIT */
/* Rights are worked out anew for each call, from the cells as they are: shapes grow, and graphs are exchanged. */
#include "guard_rights.h"

/* Components may call others, to this depth. */
#define MOST_DEPTH 8

/* What is done with each cell of some set. Stops at the first for which it returns true. */
typedef bool (*visitor)(struct lbh_cell *cell, void *user);

static bool visit_states(const struct lbh_instance *instance, visitor visit, void *user)
{
    for (size_t i = 0; i < instance->descriptor->state_count; i++)
        if (visit(instance->cells[instance->descriptor->states[i].declared.slot], user)) return true;
    return false;
}

static bool visit_components(const struct lbh_instance *instance, int depth, visitor visit, void *user)
{
    if (!instance->used || depth == MOST_DEPTH) return false;
    for (size_t i = 0; i < instance->descriptor->component_count; i++) {
        const struct lbh_instance *component = instance->used[i];
        if (!component) continue;
        if (visit_states(component, visit, user) || visit_components(component, depth + 1, visit, user)) return true;
    }
    return false;
}

/* What the instance may write: outputs, states, and the states of its components. */
static bool visit_writable(const struct lbh_instance *instance, visitor visit, void *user)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->output_count; i++)
        if (visit(instance->cells[d->outputs[i].declared.slot], user)) return true;
    return visit_states(instance, visit, user) || visit_components(instance, 0, visit, user);
}

static bool visit_inputs(const struct lbh_instance *instance, visitor visit, void *user)
{
    const struct lbh_descriptor *d = instance->descriptor;
    const size_t members = instance->group_first ? instance->group_first[d->slot_count] : 0;
    for (size_t i = 0; i < d->input_count; i++)
        if (d->inputs[i].declared.name && visit(instance->cells[d->inputs[i].declared.slot], user)) return true;
    for (size_t i = 0; i < members; i++)
        if (visit((struct lbh_cell *)(uintptr_t)instance->group_members[i].cell, user)) return true;
    return false;
}

/* Everything that runs, and what the instance holds: an old one that takes part in a trial is in no running graph. */
static bool visit_all(const struct lbh_instance *instance, visitor visit, void *user)
{
    const struct lbh_graph *graph = instance->plan->home->graph;
    for (size_t i = 0; i < graph->variable_count; i++)
        if (graph->variables[i].cell && visit(graph->variables[i].cell, user)) return true;
    for (size_t i = 0; i < graph->block_count; i++)
        if (graph->blocks[i]->cells && visit_states(graph->blocks[i], visit, user)) return true;
    for (size_t i = 0; i < graph->component_count; i++)
        if (graph->components[i]->cells && visit_states(graph->components[i], visit, user)) return true;
    return visit_inputs(instance, visit, user) || visit_writable(instance, visit, user);
}

static bool forbid(struct lbh_cell *cell, void *user)
{
    (void)user;
    if (cell->pages) cell->pages->wanted = LBH_ACCESS_NONE;
    return false;
}

static bool allow_reading(struct lbh_cell *cell, void *user)
{
    (void)user;
    if (cell->pages && (cell->slot.flags & LB_SLOT_SET)) cell->pages->wanted = LBH_ACCESS_READ;
    return false;
}

static bool allow_writing(struct lbh_cell *cell, void *user)
{
    (void)user;
    if (cell->pages) cell->pages->wanted = LBH_ACCESS_WRITE;
    return false;
}

static bool apply(struct lbh_cell *cell, void *user)
{
    (void)user;
    if (cell->pages) lbh_pages_allow(cell->pages, cell->pages->wanted);
    return false;
}

static bool open_cell(struct lbh_cell *cell, void *user)
{
    (void)user;
    if (cell->pages) lbh_pages_allow(cell->pages, LBH_ACCESS_WRITE);
    return false;
}

void lbh_rights_close(const struct lbh_instance *instance)
{
    visit_all(instance, forbid, NULL);
    visit_inputs(instance, allow_reading, NULL);
    visit_writable(instance, allow_writing, NULL);
    visit_all(instance, apply, NULL);
}

void lbh_rights_open(const struct lbh_instance *instance)
{
    visit_all(instance, open_cell, NULL);
}

static bool is_it(struct lbh_cell *cell, void *user)
{
    return cell == user;
}

enum lbh_access lbh_rights_of(const struct lbh_instance *instance, const struct lbh_cell *cell)
{
    void *const wanted = (void *)(uintptr_t)cell;
    if (visit_writable(instance, is_it, wanted)) return LBH_ACCESS_WRITE;
    return visit_inputs(instance, is_it, wanted) && (cell->slot.flags & LB_SLOT_SET) ? LBH_ACCESS_READ : LBH_ACCESS_NONE;
}

/* What is looked for, and what was found. */
struct search {
    const void *address;
    struct lbh_cell *found;
    ptrdiff_t distance;
};

static bool holds(struct lbh_cell *cell, void *user)
{
    struct search *search = user;
    if (!cell->pages || !lbh_pages_hold(cell->pages, search->address)) return false;
    search->found = cell;
    return true;
}

struct lbh_cell *lbh_rights_find(const struct lbh_instance *instance, const void *address)
{
    struct search search = {.address = address};
    visit_all(instance, holds, &search);
    return search.found;
}

static bool has_traces(struct lbh_cell *cell, void *user)
{
    struct search *search = user;
    search->distance = cell->pages ? lbh_pages_check(cell->pages) : 0;
    search->found = search->distance ? cell : NULL;
    return search->found;
}

struct lbh_cell *lbh_rights_find_traces(const struct lbh_instance *instance, ptrdiff_t *distance)
{
    struct search search = {0};
    visit_writable(instance, has_traces, &search);
    *distance = search.distance;
    return search.found;
}

static bool is_null(struct lbh_cell *cell, void *user)
{
    struct search *search = user;
    if (cell->slot.tensor.data || (cell->slot.flags & LB_SLOT_SET)) return false;
    search->found = cell;
    return true;
}

struct lbh_cell *lbh_rights_find_null(const struct lbh_instance *instance)
{
    struct search search = {0};
    visit_inputs(instance, is_null, &search);
    return search.found;
}
