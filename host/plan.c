/* SPDX-License-Identifier: MIT */
/* Building a plan: every check in its order, each as complete as those before it allow. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "dataflow.h"
#include "events.h"
#include "failure.h"
#include "initial.h"
#include "instance.h"
#include "links.h"
#include "loop_setup.h"
#include "nearest.h"
#include "variables.h"

/* Address space beyond what the plan knows of: tensors get their shapes later. */
#define ARENA_HEADROOM ((size_t)4 << 20)

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

static bool load_components(struct lbh_plan *plan, struct lbh_diag *diag)
{
    const struct lbh_manifest *manifest = plan->manifest;
    plan->components = calloc(manifest->component_count + 1, sizeof *plan->components);
    if (!plan->components) return false;
    for (size_t i = 0; i < manifest->component_count; i++) {
        const struct lbh_manifest_component *component = &manifest->components[i];
        const struct lbh_placement placement = {LBH_WANTED_COMPONENT, component->name, component->json_path, component->use,
                                                component->config};
        lbh_instance_load(plan, &plan->components[i], &placement, diag);
        plan->component_count = i + 1;
        if (!lbh_map_put(&plan->component_names, component->name, i)) return false;
    }
    return true;
}

static size_t count_blocks(const struct lbh_node *node)
{
    size_t count = node->use || node->foreign;
    for (size_t i = 0; i < node->child_count; i++) count += count_blocks(&node->children[i]);
    return count;
}

/* Makes the tree of steps, loading a library at each node that names one. */
static bool load_steps(struct lbh_plan *plan, struct lbh_step *step, struct lbh_step *parent, const struct lbh_node *node,
                       struct lbh_diag *diag)
{
    *step = (struct lbh_step){.plan = plan, .node = node, .parent = parent, .trigger = SIZE_MAX, .chosen = SIZE_MAX};
    if (node->use) {
        struct lbh_instance *instance = &plan->blocks[plan->block_count++];
        const struct lbh_placement placement = {node->kind == LBH_NODE_LOOP ? LBH_WANTED_LOOP : LBH_WANTED_BLOCK, node->path,
                                                node->json_path, node->use, node->config};
        if (lbh_instance_load(plan, instance, &placement, diag))
            step->instance = instance;
        else
            plan->incomplete = true;
    }
    if (node->foreign) {
        struct lbh_instance *instance = &plan->blocks[plan->block_count++];
        if (lbh_instance_load_foreign(plan, instance, node, diag))
            step->instance = instance;
        else
            plan->incomplete = true;
    }
    step->children = calloc(node->child_count + 1, sizeof *step->children);
    if (!step->children) return false;
    for (size_t i = 0; i < node->child_count; i++) {
        step->child_count = i + 1;
        if (!load_steps(plan, &step->children[i], step, &node->children[i], diag)) return false;
    }
    return true;
}

static void free_steps(struct lbh_step *step)
{
    for (size_t i = 0; i < step->child_count; i++) free_steps(&step->children[i]);
    free(step->children);
}

/* Finds the variables that choose cases. */
static void resolve_triggers(struct lbh_step *step)
{
    if (step->node->when) {
        const size_t *index = lbh_map_find(&step->plan->names, step->node->when);
        if (index) step->trigger = *index;
    }
    for (size_t i = 0; i < step->child_count; i++) resolve_triggers(&step->children[i]);
}

/* Reports --set PATH.KEY that no block or component took. */
static void check_overrides(const struct lbh_plan *plan, struct lbh_diag *diag)
{
    for (size_t i = 0; i < plan->override_count; i++) {
        const struct lbh_config_override *override = &plan->overrides[i];
        if (override->used) continue;
        bool known = lbh_map_find(&plan->component_names, override->owner) != NULL;
        for (size_t k = 0; k < plan->block_count && !known; k++) known = strcmp(plan->blocks[k].path, override->owner) == 0;
        if (known) continue; /* then its configs were resolved, and the unknown key was reported there */
        lbh_diag_add(diag, LBH_ERR_USAGE, "setting \"%s.%s\": there is no block or component \"%s\"", override->owner,
                     override->key, override->owner);
        char near[256] = "";
        const size_t count = plan->component_count + plan->block_count;
        const char **names = calloc(count + 1, sizeof *names);
        for (size_t k = 0; names && k < count; k++)
            names[k] = k < plan->component_count ? plan->components[k].path : plan->blocks[k - plan->component_count].path;
        if (names) lbh_nearest_text(override->owner, names, count, near, sizeof near);
        lbh_diag_mend(diag, "%s", *near ? near : "`loopblocks describe MANIFEST` lists them");
        free(names);
    }
}

/* Connects what was loaded with its memory, and creates what was configured. */
static enum lbh_status create_all(struct lbh_plan *plan, struct lbh_diag *diag)
{
    struct lbh_instance *const groups[] = {plan->components, plan->blocks};
    const size_t counts[] = {plan->component_count, plan->block_count};
    for (size_t g = 0; g < 2; g++)
        for (size_t i = 0; i < counts[g]; i++) {
            struct lbh_instance *instance = &groups[g][i];
            if (!instance->descriptor) continue;
            if (!lbh_instance_connect(instance)) return no_memory(diag);
            if (instance->configs) lbh_instance_create(instance);
        }
    return LBH_OK;
}

static enum lbh_status build(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag)
{
    plan->blocks = calloc(count_blocks(&plan->manifest->root) + 1, sizeof *plan->blocks);
    if (!plan->blocks || !load_components(plan, diag) || !load_steps(plan, &plan->root, NULL, &plan->manifest->root, diag))
        return no_memory(diag);
    check_overrides(plan, diag);
    if (!lbh_variables_declare(plan, unify, diag)) return no_memory(diag);
    resolve_triggers(&plan->root);
    lbh_initial_resolve(plan, unify, diag);
    if (!lbh_links_connect(plan, diag)) return no_memory(diag);
    if (!plan->incomplete && !lbh_dataflow_check(plan, diag)) return no_memory(diag);
    plan->arena = lbh_arena_new(plan->variable_count * sizeof(struct lbh_cell) + ARENA_HEADROOM);
    if (!plan->arena || !lbh_variables_place(plan, diag)) return no_memory(diag);
    return create_all(plan, diag);
}

enum lbh_status lbh_plan_build(struct lbh_plan *plan, struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    struct lbh_unify unify = {0};
    plan->diag = diag;
    enum lbh_status status = build(plan, &unify, diag);
    lbh_unify_fini(&unify);
    /* The worst of what was found: a wrong manifest before a wrong call. */
    for (size_t i = first; i < lbh_diag_count(diag); i++) {
        const enum lbh_status found = lbh_diag_borrow_error(diag, i)->status;
        if (status == LBH_OK || (status == LBH_ERR_USAGE && found != LBH_ERR_USAGE)) status = found;
    }
    if (status == LBH_OK) {
        lbh_links_fill(plan);
        if (!lbh_variables_collect_groups(plan)) status = no_memory(diag);
    }
    if (status == LBH_OK) status = lbh_loops_build(plan, diag);
    if (status == LBH_OK && !(plan->events = lbh_events_new(plan))) status = no_memory(diag);
    plan->diag = NULL;
    return status;
}

void lbh_plan_fini(struct lbh_plan *plan)
{
    lbh_loops_free(&plan->root);
    for (size_t i = plan->block_count; i-- > 0;) lbh_instance_fini(&plan->blocks[i]);
    for (size_t i = plan->component_count; i-- > 0;) lbh_instance_fini(&plan->components[i]);
    for (size_t i = 0; i < plan->variable_count; i++) lbh_value_fini(&plan->variables[i].initial);
    free_steps(&plan->root);
    free(plan->components);
    free(plan->blocks);
    free(plan->profiles);
    free(plan->variables);
    lbh_map_fini(&plan->names);
    lbh_map_fini(&plan->component_names);
    lbh_events_free(plan->events);
    lbh_arena_free(plan->arena);
    plan->arena = NULL;
}
