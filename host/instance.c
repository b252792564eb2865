/* SPDX-License-Identifier: MIT */
/* Instances of libraries: their configs, views, create and destroy. */
#include "instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "failure.h"
#include "foreign.h"
#include "revision.h"
#include "services.h"
#include "shapes.h"

/* Checks that what was loaded is what the place in the manifest wants, and that this host has what it needs. */
static bool is_wanted(const struct lbh_descriptor *d, enum lbh_wanted wanted, struct lbh_diag *diag)
{
    static const char *const expected[] = {"a component", "a block", "a loop wrapper"};
    const enum lbh_wanted is = d->is_component           ? LBH_WANTED_COMPONENT
                               : d->kind == LB_KIND_LOOP ? LBH_WANTED_LOOP
                                                         : LBH_WANTED_BLOCK;
    if (is != wanted) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "wrong kind of plugin: use=\"%s\", expected=%s, found=%s", d->name,
                     expected[wanted], expected[is]);
        lbh_diag_mend(diag, d->is_component ? "name it in \"components\", and use a block that calls it"
                            : d->kind == LB_KIND_LOOP
                                ? "give it the \"blocks\" that it shall repeat"
                                : "name it among \"blocks\"; only a loop wrapper has \"blocks\" of its own");
        return false;
    }
    for (size_t i = 0; i < d->required_extension_count; i++) {
        if (lbh_services_have(d->required_extensions[i])) continue;
        lbh_diag_add(diag, LBH_ERR_INVALID, "missing extension: \"%s\" needs \"%s\", which this host does not have", d->name,
                     d->required_extensions[i]);
        lbh_diag_mend(diag, "install a newer loopblocks");
        return false;
    }
    return true;
}

/* Resolves the configs, or leaves them null, reported. */
static void resolve_configs(struct lbh_instance *instance, const struct json_t *given, struct lbh_diag *diag)
{
    const struct lbh_plan *plan = instance->plan;
    const struct lbh_descriptor *d = instance->descriptor;
    const struct lbh_config_source source = {.manifest = plan->graph->manifest,
                                             .owner = instance->path,
                                             .json_path = instance->json_path,
                                             .given = given,
                                             .overrides = plan->overrides,
                                             .override_count = plan->override_count};
    const size_t first = lbh_diag_count(diag);
    if (lbh_configs_resolve(d->configs, d->config_count, &source, &instance->configs, diag) == LBH_OK) return;
    instance->configs = NULL;
    lbh_failure_blame(instance, NULL, diag, first); /* their places are known already; a --set has none */
}

struct lbh_instance *lbh_instance_new(struct lbh_plan *plan, const char *path, const char *json_path)
{
    struct lbh_instance *instance = calloc(1, sizeof *instance);
    if (!instance) return NULL;
    instance->plan = plan;
    instance->uses = 1;
    instance->path = strdup(path);
    instance->json_path = strdup(json_path);
    if (instance->path && instance->json_path) return instance;
    lbh_instance_free(instance);
    return NULL;
}

/* Takes over what a revision knows of this place. Returns whether configs are to be resolved. */
static bool is_made(struct lbh_instance *instance)
{
    const struct lbh_revision_item *item = lbh_revision_find(instance->plan->revision, instance->path);
    instance->adopts = item ? item->adopts : NULL;
    return !instance->plan->revision || !item || item->creates;
}

bool lbh_instance_load(struct lbh_instance *instance, const struct lbh_placement *placement, struct lbh_diag *diag)
{
    struct lbh_plan *plan = instance->plan;
    const size_t first = lbh_diag_count(diag);
    const struct lbh_revision_item *item = lbh_revision_find(plan->revision, placement->owner);
    const struct lbh_library *library = item ? item->library : NULL;
    struct lbh_library *found = NULL;
    enum lbh_status status = LBH_OK;
    if (!library) {
        status = lbh_catalog_find(plan->host->catalog, placement->use, plan->graph->manifest->directory, &found, diag);
        library = found;
    }
    if (status != LBH_OK || !is_wanted(library->descriptor, placement->wanted, diag)) {
        char *place = NULL;
        if (asprintf(&place, "%s.use", placement->json_path) >= 0)
            lbh_manifest_locate(plan->graph->manifest, place, diag, first);
        free(place);
        return false;
    }
    instance->library = library;
    instance->descriptor = library->descriptor;
    /* Of a copy only the place knows which file was meant: another one of the same content is the same library. */
    if (found && found->generation)
        lbh_catalog_locate(plan->host->catalog, placement->use, plan->graph->manifest->directory, &instance->source, NULL);
    if (is_made(instance)) resolve_configs(instance, placement->config, diag);
    return true;
}

bool lbh_instance_load_foreign(struct lbh_instance *instance, const struct lbh_node *node, struct lbh_diag *diag)
{
    const struct lbh_revision_item *item = lbh_revision_find(instance->plan->revision, instance->path);
    if (item && item->adopts) {
        /* Its own descriptor, which is made of the manifest that it came with. */
        instance->adopts = item->adopts;
        instance->library = item->adopts->library;
        instance->descriptor = item->adopts->descriptor;
        return true;
    }
    if (lbh_foreign_load(instance->plan->graph->manifest, node, &instance->foreign, diag) != LBH_OK) return false;
    instance->library = &instance->foreign->library;
    instance->descriptor = instance->foreign->library.descriptor;
    if (is_made(instance)) resolve_configs(instance, NULL, diag);
    return true;
}

bool lbh_instance_shares(const struct lbh_instance *instance, uint32_t slot)
{
    return instance->variables && instance->variables[slot] != SIZE_MAX;
}

/* Gives every slot its cell. */
static bool fill_slots(struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    struct lbh_plan *plan = instance->plan;
    for (size_t i = 0; i < d->state_count; i++) {
        const struct lbh_type *type = &d->states[i].type;
        instance->cells[d->states[i].declared.slot] = lbh_cell_new(plan->arena, type->element, type->ndim);
    }
    for (uint32_t slot = 0; slot < d->slot_count; slot++) {
        if (lbh_instance_shares(instance, slot))
            instance->cells[slot] = lbh_cell_hold(plan->graph->variables[instance->variables[slot]].cell);
        else if (!instance->cells[slot])
            instance->cells[slot] = lbh_cell_new(plan->arena, LB_TYPE_NONE, 0); /* a group */
        if (!instance->cells[slot]) return false;
        instance->slots[slot] = &instance->cells[slot]->slot;
    }
    for (size_t i = 0; i < d->state_count; i++) instance->slots[d->states[i].declared.slot]->flags |= LB_SLOT_SET;
    return true;
}

bool lbh_instance_connect(struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    const size_t slots = d->slot_count ? d->slot_count : 1;
    instance->cells = calloc(slots, sizeof *instance->cells);
    instance->slots = lbh_arena_take(instance->plan->arena, slots * sizeof *instance->slots);
    if (!instance->cells || !instance->slots || !fill_slots(instance)) return false;
    struct lb_state *configs = instance->configs ? lbh_configs_view(instance->configs) : NULL;
    if (configs) {
        configs->host = &lbh_services;
        configs->context = instance;
    }
    instance->state =
        (struct lb_state){.host = &lbh_services, .context = instance, .slots = instance->slots, .configs = configs};
    instance->components = (struct lb_components){(uint32_t)d->component_count, 0, instance->refs};
    instance->ref = (struct lb_component_ref){NULL, NULL, &instance->state};
    return lbh_shapes_fix_states(instance);
}

bool lbh_instance_create(struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    if (d->create) {
        const struct lb_info info = {&lbh_services, instance, instance->state.configs, instance->path};
        const size_t failures = instance->plan->failures;
        const lb_status status = d->create(&info, &instance->self);
        if (status != LB_OK) {
            instance->self = NULL;
            if (instance->plan->failures == failures)
                lbh_failure(instance, "create failed with status %d and gave no reason", status);
            return false;
        }
    }
    instance->ref.self = instance->self;
    instance->created = true;
    return true;
}

void lbh_instance_free(struct lbh_instance *instance)
{
    if (!instance || --instance->uses > 0) return;
    struct lbh_arena *arena = instance->plan->arena;
    const size_t slots = instance->descriptor ? instance->descriptor->slot_count : 0;
    if (instance->created && instance->descriptor->destroy) instance->descriptor->destroy(instance->self);
    for (size_t i = 0; instance->cells && i < slots; i++) lbh_cell_release(arena, instance->cells[i]);
    if (arena) lbh_arena_give(arena, instance->slots, (slots ? slots : 1) * sizeof *instance->slots);
    lbh_configs_free(instance->configs);
    lbh_foreign_free(instance->foreign);
    free(instance->cells);
    free(instance->variables);
    free(instance->refs);
    free(instance->carried);
    free(instance->used);
    free(instance->group_members);
    free(instance->group_first);
    free(instance->path);
    free(instance->json_path);
    free(instance->source);
    free(instance);
}

const void *lbh_instance_methods(const struct lbh_instance *component, const char *interface_id)
{
    const struct lbh_descriptor *d = component->descriptor;
    for (size_t i = 0; d && i < d->provide_count; i++)
        if (strcmp(d->provides[i].interface_id, interface_id) == 0) return d->provides[i].methods;
    return NULL;
}
