/* SPDX-License-Identifier: MIT */
/* A library's descriptor as JSON. */
#include "describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

void lbh_describe_add(struct json_t *object, const char *key, const char *text)
{
    if (text) json_object_set_new(object, key, json_string(text));
}

/* Adds what a descriptor says in JSON text: a default, a range, choices. */
static void add_parsed(json_t *object, const char *key, const char *json_text)
{
    json_t *json = NULL;
    if (json_text && lbh_json_parse(NULL, json_text, strlen(json_text), &json, NULL) == LBH_OK)
        json_object_set_new(object, key, json);
}

struct json_t *lbh_describe_input(const struct lb_input *input, const char *name)
{
    json_t *json = json_object();
    lbh_describe_add(json, "name", name);
    lbh_describe_add(json, "type", input->type);
    json_object_set_new(json, "required", json_boolean(input->required));
    add_parsed(json, "default", input->default_value);
    add_parsed(json, "range", input->range);
    add_parsed(json, "choices", input->choices);
    lbh_describe_add(json, "unit", input->unit);
    lbh_describe_add(json, "group", input->group);
    lbh_describe_add(json, "description", input->description);
    return json;
}

static json_t *describe_outputs(const struct lbh_descriptor *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->output_count; i++) {
        const struct lb_output *output = &d->outputs[i].declared;
        json_t *json = json_object();
        lbh_describe_add(json, "name", output->name);
        lbh_describe_add(json, "type", output->type);
        lbh_describe_add(json, "unit", output->unit);
        lbh_describe_add(json, "group", output->group);
        lbh_describe_add(json, "description", output->description);
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *describe_states(const struct lbh_descriptor *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->state_count; i++) {
        const struct lb_state_slot *state = &d->states[i].declared;
        json_t *json = json_object(), *flags = json_array();
        lbh_describe_add(json, "name", state->name);
        lbh_describe_add(json, "type", state->type);
        if (state->flags & LB_STATE_MAY_BE_LOST) json_array_append_new(flags, json_string("may-be-lost"));
        if (state->flags & LB_STATE_SCRATCH) json_array_append_new(flags, json_string("scratch"));
        json_object_set_new(json, "flags", flags);
        lbh_describe_add(json, "description", state->description);
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *describe_uses(const struct lbh_descriptor *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->component_count; i++) {
        const struct lb_component_use *use = &d->components[i];
        json_t *json = json_object();
        lbh_describe_add(json, "name", use->name);
        lbh_describe_add(json, "interface", use->interface_id);
        json_object_set_new(json, "required", json_boolean(use->required));
        lbh_describe_add(json, "description", use->description);
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *describe_configs(const struct lbh_descriptor *d, size_t *ignored)
{
    json_t *list = json_array();
    *ignored = 0;
    for (size_t i = 0; i < d->config_count; i++) {
        const struct lb_config *config = &d->configs[i].declared;
        if (config->flags & LB_CONFIG_IGNORED) {
            ++*ignored;
            continue;
        }
        json_t *json = json_object();
        lbh_describe_add(json, "name", config->name);
        lbh_describe_add(json, "type", config->type);
        json_object_set_new(json, "required", json_boolean(config->flags & LB_CONFIG_REQUIRED));
        add_parsed(json, "default", config->default_value);
        add_parsed(json, "range", config->range);
        add_parsed(json, "choices", config->choices);
        lbh_describe_add(json, "unit", config->unit);
        lbh_describe_add(json, "description", config->description);
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *describe_arguments(const struct lbh_descriptor *d, bool passes)
{
    json_t *list = json_array();
    for (size_t i = 0; i < (passes ? d->pass_count : d->arg_count); i++) {
        json_t *json = json_object();
        lbh_describe_add(json, "name", passes ? d->passes[i].declared.name : d->args[i].declared.name);
        lbh_describe_add(json, "type", passes ? d->passes[i].declared.type : d->args[i].declared.type);
        if (passes) lbh_describe_add(json, "description", d->passes[i].declared.description);
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *describe_flags(uint64_t flags)
{
    static const struct {
        uint64_t flag;
        const char *name;
    } names[] = {{LB_FLAG_EXTERNAL_EFFECTS, "external-effects"},
                 {LB_FLAG_ALLOCATES, "allocates"},
                 {LB_FLAG_THREADS, "threads"},
                 {LB_FLAG_NOT_DETERMINISTIC, "not-deterministic"},
                 {LB_FLAG_ONE_THREAD, "one-thread"},
                 {LB_FLAG_ONE_INSTANCE, "one-instance"},
                 {LB_FLAG_SHAREABLE, "shareable"},
                 {LB_FLAG_ANY_THREAD, "any-thread"}};
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (flags & names[i].flag) json_array_append_new(list, json_string(names[i].name));
    return list;
}

static json_t *describe_inputs(const struct lbh_descriptor *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->input_count; i++)
        json_array_append_new(list, lbh_describe_input(&d->inputs[i].declared, d->inputs[i].declared.name));
    return list;
}

struct json_t *lbh_describe_library(const struct lbh_library *library)
{
    const struct lbh_descriptor *d = library->descriptor;
    char abi[32];
    size_t ignored = 0;
    json_t *json = json_object(), *provides = json_array();
    snprintf(abi, sizeof abi, "%d.%u", LB_ABI_MAJOR, d->abi_minor);
    lbh_describe_add(json, "kind", d->is_component ? "component" : d->kind == LB_KIND_LOOP ? "loop" : "block");
    lbh_describe_add(json, "name", d->name);
    lbh_describe_add(json, "version", d->version);
    lbh_describe_add(json, "licence", d->licence);
    lbh_describe_add(json, "description", d->description);
    lbh_describe_add(json, "file", library->file);
    lbh_describe_add(json, "abi", abi);
    json_object_set_new(json, "flags", describe_flags(d->flags));
    json_object_set_new(json, "inputs", describe_inputs(d));
    json_object_set_new(json, "outputs", describe_outputs(d));
    json_object_set_new(json, "states", describe_states(d));
    json_object_set_new(json, "components", describe_uses(d));
    json_object_set_new(json, "configs", describe_configs(d, &ignored));
    json_object_set_new(json, "ignored_configs", json_integer((json_int_t)ignored));
    json_object_set_new(json, "call_args", describe_arguments(d, false));
    json_object_set_new(json, "passes", describe_arguments(d, true));
    for (size_t i = 0; i < d->provide_count; i++) json_array_append_new(provides, json_string(d->provides[i].interface_id));
    json_object_set_new(json, "provides", provides);
    return json;
}
