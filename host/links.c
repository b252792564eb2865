/* SPDX-License-Identifier: MIT */
/* Finding components by their names and loop arguments by theirs. */
#include "links.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "instance.h"
#include "nearest.h"
#include "variables.h"

void lbh_links_locate(const struct lbh_plan *plan, const char *json_path, const char *member, struct lbh_diag *diag,
                      size_t first)
{
    char *place = NULL;
    if (asprintf(&place, "%s%s", json_path, member) < 0) return;
    lbh_manifest_locate(plan->graph->manifest, place, diag, first);
    free(place);
}

const struct lbh_pass *lbh_links_find_pass(const struct lbh_step *step, const char *name, const struct lbh_step **wrapper)
{
    for (step = step->parent; step; step = step->parent) {
        if (step->node->kind != LBH_NODE_LOOP || !step->instance) continue;
        const struct lbh_descriptor *d = step->instance->descriptor;
        for (size_t i = 0; i < d->pass_count; i++) {
            if (strcmp(d->passes[i].declared.name, name) != 0) continue;
            *wrapper = step;
            return &d->passes[i];
        }
    }
    return NULL;
}

/* Names all that the wrappers around a step pass. */
static void list_passes(const struct lbh_step *step, char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = 0;
    for (step = step->parent; step; step = step->parent) {
        if (step->node->kind != LBH_NODE_LOOP || !step->instance) continue;
        const struct lbh_descriptor *d = step->instance->descriptor;
        for (size_t i = 0; i < d->pass_count && used < size; i++)
            used += (size_t)snprintf(buffer + used, size - used, "%s%s: %s", used ? ", " : "", d->passes[i].declared.name,
                                     d->passes[i].declared.type);
    }
}

/* Returns whether some wrapper around a step could not be loaded: it might have passed anything. */
static bool wrapper_is_missing(const struct lbh_step *step)
{
    for (step = step->parent; step; step = step->parent)
        if (step->node->kind == LBH_NODE_LOOP && !step->instance) return true;
    return false;
}

static void check_arguments(const struct lbh_step *step, struct lbh_diag *diag)
{
    const struct lbh_descriptor *d = step->instance->descriptor;
    for (size_t i = 0; i < d->arg_count; i++) {
        const struct lb_arg *arg = &d->args[i].declared;
        const struct lbh_step *wrapper = NULL;
        const size_t first = lbh_diag_count(diag);
        const struct lbh_pass *pass = lbh_links_find_pass(step, arg->name, &wrapper);
        if (!pass) {
            char passed[160];
            if (wrapper_is_missing(step)) continue;
            list_passes(step, passed, sizeof passed);
            lbh_diag_add(diag, LBH_ERR_INVALID, "missing loop argument: argument=\"%s\", expected=%s, found=%s", arg->name,
                         arg->type, *passed ? passed : "no loop around this block");
            lbh_diag_mend(diag, "put the block into a loop whose wrapper passes \"%s\"", arg->name);
        } else if (pass->type.element != d->args[i].type.element) {
            lbh_diag_add(diag, LBH_ERR_INVALID,
                         "loop argument of another type: argument=\"%s\", expected=%s, found=%s as \"%s\" passes it", arg->name,
                         arg->type, pass->declared.type, wrapper->instance->path);
            lbh_diag_mend(diag, "declare it as {\"%s\", \"%s\"} in call_args, and take it as that in call", arg->name,
                          pass->declared.type);
        }
        lbh_failure_blame(step->instance, "", diag, first);
    }
}

static void report_component(const struct lbh_step *step, const struct lb_component_use *use, const char *name,
                             const struct lbh_instance *found, struct lbh_diag *diag)
{
    const struct lbh_plan *plan = step->instance->plan;
    const size_t first = lbh_diag_count(diag);
    if (found) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "wrong component: component=\"%s\", expected=%s, found=%s", name, use->interface_id,
                     found->descriptor->provides[0].interface_id);
        lbh_diag_mend(diag, "use a component that provides %s; `loopblocks list` shows what there is", use->interface_id);
    } else {
        char near[256] = "";
        const char **names = calloc(plan->graph->component_count + 1, sizeof *names);
        for (size_t i = 0; names && i < plan->graph->component_count; i++) names[i] = plan->graph->components[i]->path;
        if (names) lbh_nearest_text(name, names, plan->graph->component_count, near, sizeof near);
        free(names);
        lbh_diag_add(diag, LBH_ERR_INVALID, "missing component: component=\"%s\", expected=%s, found=none", name,
                     use->interface_id);
        if (*near)
            lbh_diag_mend(diag, "%s Or rename it with \"map\"", near);
        else
            lbh_diag_mend(diag, "add it to \"components\": \"%s\": {\"use\": ...}", name);
    }
    lbh_failure_blame(step->instance, "", diag, first);
}

static bool connect_components(const struct lbh_step *step, struct lbh_diag *diag)
{
    struct lbh_instance *instance = step->instance;
    const struct lbh_plan *plan = instance->plan;
    const struct lbh_descriptor *d = instance->descriptor;
    if (d->component_count == 0) return true;
    instance->refs = calloc(d->component_count, sizeof *instance->refs);
    instance->used = calloc(d->component_count, sizeof *instance->used);
    if (!instance->refs || !instance->used) return false;
    for (size_t i = 0; i < d->component_count; i++) {
        const struct lb_component_use *use = &d->components[i];
        const char *name = lbh_variables_renamed(step->node, use->name);
        const size_t *index = lbh_map_find(&plan->graph->component_names, name);
        struct lbh_instance *found = index ? plan->graph->components[*index] : NULL;
        if (found && !found->descriptor) continue; /* could not be loaded, and that was said */
        const bool fits = found && lbh_instance_methods(found, use->interface_id);
        if (fits)
            instance->used[use->slot] = found;
        else if (found || use->required)
            report_component(step, use, name, found, diag);
    }
    return true;
}

static bool connect_tree(const struct lbh_step *step, struct lbh_diag *diag)
{
    if (step->instance) {
        check_arguments(step, diag);
        if (!connect_components(step, diag)) return false;
    }
    for (size_t i = 0; i < step->child_count; i++)
        if (!connect_tree(&step->children[i], diag)) return false;
    return true;
}

/* Refuses the second instance of a library that allows one. */
static void check_single(struct lbh_instance *const *instances, size_t count, struct lbh_diag *diag)
{
    for (size_t i = 0; i < count; i++) {
        if (!instances[i]->descriptor || !(instances[i]->descriptor->flags & LB_FLAG_ONE_INSTANCE)) continue;
        for (size_t k = 0; k < i; k++) {
            if (instances[k]->library != instances[i]->library) continue;
            const size_t first = lbh_diag_count(diag);
            lbh_diag_add(diag, LBH_ERR_INVALID, "used twice: it allows one instance, and \"%s\" is one", instances[k]->path);
            lbh_failure_blame(instances[i], ".use", diag, first);
            break;
        }
    }
}

bool lbh_links_connect(struct lbh_plan *plan, struct lbh_diag *diag)
{
    check_single(plan->graph->components, plan->graph->component_count, diag);
    check_single(plan->graph->blocks, plan->graph->block_count, diag);
    return connect_tree(&plan->graph->root, diag);
}

void lbh_links_fill(struct lbh_plan *plan)
{
    for (size_t i = 0; i < plan->graph->block_count; i++) {
        struct lbh_instance *instance = plan->graph->blocks[i];
        for (size_t k = 0; instance->used && k < instance->descriptor->component_count; k++) {
            const struct lb_component_use *use = &instance->descriptor->components[k];
            struct lbh_instance *component = instance->used[use->slot];
            if (!component) continue;
            if (component->adopts) instance->used[use->slot] = component = component->adopts;
            instance->refs[use->slot] = component->ref;
            instance->refs[use->slot].methods = lbh_instance_methods(component, use->interface_id);
        }
    }
}
