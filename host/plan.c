/* SPDX-License-Identifier: MIT */
/* Building a plan: every check in its order, each as complete as those before it allow. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "dataflow.h"
#include "events.h"
#include "failure.h"
#include "guard.h"
#include "guard_calls.h"
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

struct lbh_graph *lbh_graph_new(struct lbh_manifest *manifest)
{
    struct lbh_graph *graph = calloc(1, sizeof *graph);
    if (graph)
        graph->manifest = manifest;
    else
        lbh_manifest_free(manifest);
    return graph;
}

static bool load_components(struct lbh_plan *plan, struct lbh_diag *diag)
{
    struct lbh_graph *graph = plan->graph;
    const struct lbh_manifest *manifest = graph->manifest;
    graph->components = calloc(manifest->component_count + 1, sizeof(struct lbh_instance *));
    if (!graph->components) return false;
    for (size_t i = 0; i < manifest->component_count; i++) {
        const struct lbh_manifest_component *component = &manifest->components[i];
        const struct lbh_placement placement = {LBH_WANTED_COMPONENT, component->name, component->json_path, component->use,
                                                component->config};
        if (!(graph->components[i] = lbh_instance_new(plan, component->name, component->json_path))) return false;
        graph->component_count = i + 1;
        lbh_instance_load(graph->components[i], &placement, diag);
        if (!lbh_map_put(&graph->component_names, component->name, i)) return false;
    }
    return true;
}

static size_t count_blocks(const struct lbh_node *node)
{
    size_t count = node->use || node->foreign;
    for (size_t i = 0; i < node->child_count; i++) count += count_blocks(&node->children[i]);
    return count;
}

/* Loads the library of a step that names one. */
static bool load_block(struct lbh_plan *plan, struct lbh_step *step, struct lbh_diag *diag)
{
    const struct lbh_node *node = step->node;
    const struct lbh_placement placement = {node->kind == LBH_NODE_LOOP ? LBH_WANTED_LOOP : LBH_WANTED_BLOCK, node->path,
                                            node->json_path, node->use, node->config};
    if (!node->use && !node->foreign) return true;
    struct lbh_instance *instance = lbh_instance_new(plan, node->path, node->json_path);
    if (!instance) return false;
    plan->graph->blocks[plan->graph->block_count++] = instance;
    if (node->use ? lbh_instance_load(instance, &placement, diag) : lbh_instance_load_foreign(instance, node, diag))
        step->instance = instance;
    else
        plan->graph->incomplete = true;
    return true;
}

/* Makes the tree of steps. */
static bool load_steps(struct lbh_plan *plan, struct lbh_step *step, struct lbh_step *parent, const struct lbh_node *node,
                       struct lbh_diag *diag)
{
    *step = (struct lbh_step){.plan = plan, .node = node, .parent = parent, .trigger = SIZE_MAX, .chosen = SIZE_MAX};
    if (!load_block(plan, step, diag)) return false;
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
    lbh_instance_free(step->name);
    free(step->children);
}

/* Finds the variables that choose cases. */
static void resolve_triggers(struct lbh_step *step)
{
    if (step->node->when) {
        const size_t *index = lbh_map_find(&step->plan->graph->names, step->node->when);
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
        bool known = lbh_map_find(&plan->graph->component_names, override->owner) != NULL;
        for (size_t k = 0; k < plan->graph->block_count && !known; k++)
            known = strcmp(plan->graph->blocks[k]->path, override->owner) == 0;
        if (known) continue; /* then its configs were resolved, and the unknown key was reported there */
        lbh_diag_add(diag, LBH_ERR_USAGE, "setting \"%s.%s\": there is no block or component \"%s\"", override->owner,
                     override->key, override->owner);
        char near[256] = "";
        const size_t count = plan->graph->component_count + plan->graph->block_count;
        const char **names = calloc(count + 1, sizeof *names);
        for (size_t k = 0; names && k < count; k++)
            names[k] = k < plan->graph->component_count ? plan->graph->components[k]->path
                                                        : plan->graph->blocks[k - plan->graph->component_count]->path;
        if (names) lbh_nearest_text(override->owner, names, count, near, sizeof near);
        lbh_diag_mend(diag, "%s", *near ? near : "`loopblocks describe MANIFEST` lists them");
        free(names);
    }
}

/* Connects what was loaded with its memory, and creates what was configured: of a draft, what is new. */
static enum lbh_status create_all(struct lbh_plan *plan, struct lbh_diag *diag)
{
    const struct lbh_graph *graph = plan->graph;
    struct lbh_instance *const *const groups[] = {graph->components, graph->blocks};
    const size_t counts[] = {graph->component_count, graph->block_count};
    for (size_t g = 0; g < 2; g++)
        for (size_t i = 0; i < counts[g]; i++) {
            struct lbh_instance *instance = groups[g][i];
            if (!instance->descriptor || instance->adopts) continue;
            if (!lbh_instance_connect(instance)) return no_memory(diag);
            if (instance->configs && plan->creates) lbh_instance_create(instance);
        }
    return LBH_OK;
}

/* Puts running instances in the places of the draft's that are only names for them. */
static void adopt(struct lbh_step *step)
{
    struct lbh_instance *name = step->instance;
    if (name && name->adopts) {
        step->name = name;
        step->instance = name->adopts;
    }
    for (size_t i = 0; i < step->child_count; i++) adopt(&step->children[i]);
}

static const struct lbh_instance *adopted(const struct lbh_instance *instance)
{
    return instance && instance->adopts ? instance->adopts : instance;
}

static void adopt_all(struct lbh_graph *graph)
{
    adopt(&graph->root);
    for (size_t i = 0; i < graph->block_count; i++)
        if (graph->blocks[i]->adopts) {
            graph->blocks[i] = graph->blocks[i]->adopts;
            graph->blocks[i]->uses++;
        }
    for (size_t i = 0; i < graph->component_count; i++) {
        struct lbh_instance *name = graph->components[i];
        if (!name->adopts) continue;
        graph->components[i] = name->adopts;
        graph->components[i]->uses++;
        lbh_instance_free(name);
    }
    for (size_t i = 0; i < graph->variable_count; i++) {
        struct lbh_variable *variable = &graph->variables[i];
        variable->typed_by = adopted(variable->typed_by);
        variable->default_by = adopted(variable->default_by);
        variable->other_default_by = adopted(variable->other_default_by);
        variable->required_by = adopted(variable->required_by);
    }
}

static enum lbh_status build(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag)
{
    struct lbh_graph *graph = plan->graph;
    const size_t first = lbh_diag_count(diag);
    graph->blocks = calloc(count_blocks(&graph->manifest->root) + 1, sizeof(struct lbh_instance *));
    if (!graph->blocks || !load_components(plan, diag) || !load_steps(plan, &graph->root, NULL, &graph->manifest->root, diag))
        return no_memory(diag);
    if (!plan->revision) check_overrides(plan, diag);
    if (!lbh_variables_declare(plan, unify, diag)) return no_memory(diag);
    resolve_triggers(&graph->root);
    lbh_initial_resolve(plan, unify, diag);
    if (!lbh_links_connect(plan, diag)) return no_memory(diag);
    if (!graph->incomplete && !lbh_dataflow_check(plan, diag)) return no_memory(diag);
    if (!plan->arena) plan->arena = lbh_arena_new(graph->variable_count * sizeof(struct lbh_cell) + ARENA_HEADROOM);
    if (plan->arena && plan->guard) lbh_arena_guard(plan->arena);
    if (!plan->arena || !lbh_variables_place(plan, diag)) return no_memory(diag);
    /* A new block is to see nothing of a pipeline that will not be. */
    if (plan->revision && lbh_diag_count(diag) > first) return LBH_OK;
    plan->creating = true;
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
    if (status == LBH_OK && !lbh_variables_collect_groups(plan)) status = no_memory(diag);
    plan->diag = NULL;
    return status;
}

enum lbh_status lbh_plan_link(struct lbh_plan *plan, struct lbh_diag *diag)
{
    plan->diag = diag;
    lbh_links_fill(plan);
    adopt_all(plan->graph);
    enum lbh_status status = lbh_loops_build(plan, diag);
    if (plan->home->guard && status == LBH_OK) lbh_guard_calls(&plan->graph->root);
    if (plan->guard) plan->wrapper_services.loop_step = lbh_guard_loop_step;
    if (status == LBH_OK && !plan->events && plan->home == plan && !(plan->events = lbh_events_new(plan)))
        status = no_memory(diag);
    plan->diag = NULL;
    return status;
}

void lbh_graph_free(struct lbh_plan *plan, struct lbh_graph *graph)
{
    if (!graph) return;
    lbh_loops_free_exchanged(&graph->root);
    lbh_loops_free(&graph->root);
    free_steps(&graph->root);
    for (size_t i = graph->block_count; i-- > 0;) {
        if (graph->blocks[i]->uses == 1) lbh_loop_free(graph->blocks[i]);
        lbh_instance_free(graph->blocks[i]);
    }
    for (size_t i = graph->component_count; i-- > 0;) lbh_instance_free(graph->components[i]);
    for (size_t i = 0; i < graph->variable_count; i++) {
        lbh_value_fini(&graph->variables[i].initial);
        if (plan->arena) lbh_cell_release(plan->arena, graph->variables[i].cell);
    }
    free(graph->components);
    free(graph->blocks);
    free(graph->variables);
    lbh_map_fini(&graph->names);
    lbh_map_fini(&graph->component_names);
    lbh_manifest_free(graph->manifest);
    free(graph);
}

void lbh_plan_fini(struct lbh_plan *plan)
{
    lbh_graph_free(plan, plan->graph);
    plan->graph = NULL;
    for (size_t i = 0; i < plan->profile_count; i++) {
        free((char *)(uintptr_t)plan->profiles[i].path);
        free((char *)(uintptr_t)plan->profiles[i].plugin);
    }
    free(plan->profiles);
    lbh_events_free(plan->events);
    lbh_guard_end(plan);
    lbh_arena_free(plan->arena);
    plan->arena = NULL;
}
