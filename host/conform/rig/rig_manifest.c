/* SPDX-License-Identifier: MIT */
/* What stands around the subject, as JSON, and which of its inputs are left to be drawn. */
#include "rig_manifest.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "companions.h"
#include "json.h"

static const struct job *job_of(const struct rig *rig)
{
    return rig->c->job;
}

/* Takes out what has a default, or can be unset. */
static void keep_required(const struct rig *rig, json_t *config)
{
    for (size_t i = 0; i < rig->descriptor->config_count; i++)
        if (!(rig->descriptor->configs[i].declared.flags & LB_CONFIG_REQUIRED))
            json_object_del(config, rig->descriptor->configs[i].declared.name);
}

/* {"use": FILE, "config": {...}}: what the profile says, changed by what the setup says. */
static json_t *new_subject(const struct rig *rig, const char *file)
{
    json_t *node = json_object(), *value = NULL;
    json_t *config = json_deep_copy(job_member(job_of(rig), "configs", NULL));
    const struct rig_setup *setup = rig->setup;
    json_object_set_new(node, "use", json_string(file));
    if (!config) config = json_object();
    if (setup->defaults) keep_required(rig, config);
    if (setup->config && lbh_json_parse(NULL, setup->config_text, strlen(setup->config_text), &value, NULL) == LBH_OK)
        json_object_set_new(config, setup->config, value);
    json_object_set_new(node, "config", config);
    return node;
}

/* Adds a component for each use: the profile's, or a stand-in. */
static void add_components(struct rig *rig, json_t *components)
{
    const char *name;
    json_t *said;
    json_object_foreach(lbh_json_iterable(job_member(job_of(rig), "components", NULL)), name, said)
    {
        if (!rig->setup->without_component || strcmp(name, rig->setup->without_component) != 0)
            json_object_set(components, name, said);
    }
    for (size_t i = 0; i < rig->descriptor->component_count; i++) {
        const struct lb_component_use *use = &rig->descriptor->components[i];
        if (json_object_get(components, use->name)) continue;
        if (rig->setup->without_component && strcmp(use->name, rig->setup->without_component) == 0) continue;
        const char *companion = companion_for(use->interface_id);
        if (!companion && use->required)
            conform_skip(rig->c,
                         "it uses \"%s\" (%s), for which the suite has no stand-in: name one in the profile's \"components\"",
                         use->name, use->interface_id);
        if (companion) json_object_set_new(components, use->name, json_pack("{s:s}", "use", companion));
    }
}

/* Wraps a block into a loop: {"use": LOOP, "blocks": {NAME: block}}. */
static json_t *new_loop(json_t *loop, const char *name, json_t *block)
{
    json_object_set_new(loop, "blocks", json_pack("{s:o}", name, block));
    return loop;
}

/* The subject once more, on values of its own. */
static json_t *new_twin(const struct rig *rig, const json_t *subject)
{
    const struct lbh_descriptor *d = rig->descriptor;
    json_t *twin = json_copy(lbh_json_iterable(subject)), *map = json_object();
    for (size_t i = 0; i < d->input_count; i++)
        if (d->inputs[i].declared.name)
            json_object_set_new(map, d->inputs[i].declared.name, json_sprintf(RIG_TWIN "%s", d->inputs[i].declared.name));
    for (size_t i = 0; i < d->output_count; i++)
        json_object_set_new(map, d->outputs[i].declared.name, json_sprintf(RIG_TWIN "%s", d->outputs[i].declared.name));
    json_object_set_new(twin, "map", map);
    return twin;
}

char *rig_manifest(struct rig *rig, const char *file)
{
    json_t *root = json_object(), *components = json_object(), *blocks = json_object(), *subject = new_subject(rig, file);
    const json_t *before = job_member(job_of(rig), "before", NULL);
    const json_t *inputs = job_member(job_of(rig), "inputs", NULL);
    json_object_set_new(root, "loopblocks", json_integer(1));
    add_components(rig, components);
    for (size_t i = 0; i < json_array_size(before); i++) {
        char name[32];
        snprintf(name, sizeof name, "before%zu", i);
        json_object_set(blocks, name, json_array_get(before, i));
    }
    if (rig->descriptor->is_component) {
        json_object_set_new(components, "subject", subject);
        json_object_set_new(
            blocks, "loop",
            new_loop(json_pack("{s:s}", "use", COMPANION_LOOP), "user", json_pack("{s:s}", "use", COMPANION_USER)));
    } else if (rig->descriptor->kind == LB_KIND_LOOP) {
        json_object_set_new(blocks, "subject", new_loop(subject, "probe", json_pack("{s:s}", "use", COMPANION_PROBE)));
    } else {
        json_t *loop = new_loop(json_pack("{s:s}", "use", COMPANION_LOOP), "subject", subject);
        if (rig->setup->twin) json_object_set_new(json_object_get(loop, "blocks"), "twin", new_twin(rig, subject));
        json_object_set_new(blocks, "loop", loop);
    }
    json_object_set_new(root, "components", components);
    json_object_set_new(root, "blocks", blocks);
    if (json_object_size(inputs)) {
        json_t *copy = json_copy(lbh_json_iterable(inputs));
        if (rig->setup->without) json_object_del(copy, rig->setup->without);
        json_object_set_new(root, "inputs", copy);
    }
    char *text = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    return text;
}

/* Returns whether a block of "before" makes this value. */
static bool is_made_before(const struct rig *rig, const char *name)
{
    const json_t *before = job_member(job_of(rig), "before", NULL);
    for (size_t i = 0; i < json_array_size(before); i++) {
        const char *use = json_string_value(json_object_get(json_array_get(before, i), "use"));
        struct lbh_library *library = NULL;
        if (!use || lbh_catalog_find(rig->host->catalog, use, job_of(rig)->directory, &library, NULL) != LBH_OK) continue;
        for (size_t k = 0; k < library->descriptor->output_count; k++)
            if (strcmp(library->descriptor->outputs[k].declared.name, name) == 0) return true;
    }
    return false;
}

/* Hands a drawn value over; the twin, where there is one, gets the same. */
static bool give(struct rig *rig, const char *name, struct lbh_value *value)
{
    char twin[128];
    snprintf(twin, sizeof twin, RIG_TWIN "%s", name);
    const struct lb_tensor tensor = {.data = value->data,
                                     .device = {1, 0},
                                     .ndim = value->ndim,
                                     .dtype = lbh_element_dtype(value->element),
                                     .shape = value->shape};
    for (int i = 0; i < (rig->setup->twin ? 2 : 1); i++) {
        const char *whose = i == 0 ? name : twin;
        const enum lbh_status status = value->element == LB_TYPE_STR
                                           ? lbh_pipeline_set(rig->pipeline, whose, value->data, rig->diag)
                                           : lbh_pipeline_set_tensor(rig->pipeline, whose, &tensor, rig->diag);
        if (status != LBH_OK) return false;
    }
    return true;
}

/* Puts a drawn value in the place of the one that the pipeline has. */
static bool store(struct rig *rig, const char *name, struct lbh_value *value)
{
    const struct lbh_variable *variable = lbh_plan_find(rig->plan, name);
    return variable && lbh_cell_store(rig->plan->arena, variable->cell, value, rig->diag) == LBH_OK;
}

/* Whether an input gets a drawn value: it is to have one, and neither the profile, nor a default, nor a block before gives it. */
static bool is_drawn(const struct rig *rig, const struct lb_input *input)
{
    const struct rig_setup *setup = rig->setup;
    if (!input->name || input->default_value) return false;
    const bool is_wanted = input->required || setup->optional || (setup->with && strcmp(setup->with, input->name) == 0);
    if (!is_wanted || (setup->without && strcmp(setup->without, input->name) == 0)) return false;
    return !job_member(job_of(rig), "inputs", input->name) && !is_made_before(rig, input->name);
}

static const char *draw_inputs(struct rig *rig, bool (*hand_over)(struct rig *rig, const char *name, struct lbh_value *value))
{
    const uint64_t seed = rig->c->seed * 1000003 + rig->setup->seed;
    for (size_t i = 0; i < rig->descriptor->input_count; i++) {
        const struct lb_input *input = &rig->descriptor->inputs[i].declared;
        struct lbh_value value = {0};
        uint64_t own_seed = seed + 7919 * i; /* one input less changes no other */
        if (!is_drawn(rig, input)) continue;
        if (!draw_value(&rig->descriptor->inputs[i].type, input->range, input->choices, &rig->extents, &own_seed, &value))
            return "no value can be drawn";
        const bool given = hand_over(rig, input->name, &value);
        lbh_value_fini(&value);
        if (!given) return "a value is refused";
    }
    return NULL;
}

const char *rig_give_inputs(struct rig *rig)
{
    return draw_inputs(rig, give);
}

const char *rig_store_inputs(struct rig *rig)
{
    return draw_inputs(rig, store);
}

bool rig_draws_shapes(const struct rig *rig)
{
    for (size_t i = 0; i < rig->descriptor->input_count; i++) {
        const struct lbh_type *type = &rig->descriptor->inputs[i].type;
        for (int32_t d = 0; d < type->ndim && is_drawn(rig, &rig->descriptor->inputs[i].declared); d++)
            if (type->dims[d].symbol[0] && !job_member(job_of(rig), "dims", type->dims[d].symbol)) return true;
    }
    return false;
}
