/* SPDX-License-Identifier: MIT */
/* A pipeline as JSON: its components, what a user may set, what it makes, the blocks in run order. */
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "json.h"
#include "pipeline.h"

static json_t *describe_components(const struct lbh_plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->graph->component_count; i++) {
        const struct lbh_manifest_component *component = &plan->graph->manifest->components[i];
        const struct lbh_descriptor *d = plan->graph->components[i]->descriptor;
        json_t *json = json_object(), *interfaces = json_array();
        for (size_t k = 0; d && k < d->provide_count; k++)
            json_array_append_new(interfaces, json_string(d->provides[k].interface_id));
        lbh_describe_add(json, "name", component->name);
        lbh_describe_add(json, "use", component->use);
        json_object_set_new(json, "interfaces", interfaces);
        json_object_set_new(json, "configs", component->config ? json_deep_copy(component->config) : json_object());
        json_array_append_new(list, json);
    }
    return list;
}

/* Returns whether a user has a say in a value: it is read before any block makes it, or it may be given all the same. */
static bool is_user_input(const struct lbh_variable *variable)
{
    return variable->input && (!variable->output || variable->origin != LBH_ORIGIN_NONE || !variable->input->required);
}

static json_t *describe_inputs(const struct lbh_plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->graph->variable_count; i++) {
        const struct lbh_variable *variable = &plan->graph->variables[i];
        if (!is_user_input(variable)) continue;
        json_t *json = lbh_describe_input(variable->input, variable->name);
        const bool needed = variable->required_by && !variable->default_by && !variable->output;
        json_object_set_new(json, "required", json_boolean(needed));
        for (size_t k = 0; k < plan->graph->manifest->input_count; k++)
            if (strcmp(plan->graph->manifest->inputs[k].name, variable->name) == 0)
                json_object_set_new(json, "value", json_deep_copy(plan->graph->manifest->inputs[k].json));
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *describe_outputs(const struct lbh_plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->output_count; i++) {
        char type[128];
        const struct lbh_variable *variable = lbh_plan_find(plan, plan->outputs[i]);
        json_t *json = json_object();
        lbh_describe_add(json, "name", variable->name);
        lbh_describe_add(json, "type", lbh_type_format(&variable->type, type, sizeof type));
        lbh_describe_add(json, "description",
                         variable->output  ? variable->output->description
                         : variable->input ? variable->input->description
                                           : NULL);
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *describe_steps(const struct lbh_step *step)
{
    static const char *const kinds[] = {
        [LBH_NODE_BLOCK] = "block", [LBH_NODE_SEQUENCE] = "sequence", [LBH_NODE_LOOP] = "loop", [LBH_NODE_SELECT] = "select"};
    json_t *list = json_array();
    for (size_t i = 0; i < step->child_count; i++) {
        const struct lbh_step *child = &step->children[i];
        const struct lbh_node *node = child->node;
        json_t *json = json_object();
        lbh_describe_add(json, "name", node->name);
        lbh_describe_add(json, "path", node->path);
        lbh_describe_add(json, "kind", kinds[node->kind]);
        lbh_describe_add(json, "use", node->use);
        lbh_describe_add(json, "description", child->instance ? child->instance->descriptor->description : "");
        lbh_describe_add(json, "when", node->when);
        if (node->rename_count) {
            json_t *map = json_object();
            for (size_t k = 0; k < node->rename_count; k++) lbh_describe_add(map, node->renames[k].from, node->renames[k].to);
            json_object_set_new(json, "map", map);
        }
        if (node->config) json_object_set_new(json, "configs", json_deep_copy(node->config));
        if (node->child_count) json_object_set_new(json, "blocks", describe_steps(child));
        json_array_append_new(list, json);
    }
    return list;
}

struct json_t *lbh_describe_plan(const struct lbh_plan *plan)
{
    json_t *json = json_object();
    lbh_describe_add(json, "kind", "pipeline");
    lbh_describe_add(json, "name", plan->graph->manifest->name);
    lbh_describe_add(json, "description", plan->graph->manifest->description ? plan->graph->manifest->description : "");
    lbh_describe_add(json, "file", plan->graph->manifest->file);
    json_object_set_new(json, "components", describe_components(plan));
    json_object_set_new(json, "inputs", describe_inputs(plan));
    json_object_set_new(json, "outputs", describe_outputs(plan));
    json_object_set_new(json, "blocks", describe_steps(&plan->graph->root));
    return json;
}

static json_t *describe_manifest(struct lbh_host *host, const char *file, struct lbh_diag *diag)
{
    json_t *json = NULL;
    struct lbh_diag *found = lbh_diag_new();
    struct lbh_pipeline *pipeline = found ? lbh_pipeline_open(host, file, found) : NULL;
    /* Values that the user is still to give are no obstacle. */
    if (pipeline &&
        (lbh_pipeline_check(pipeline, found) == LBH_OK || lbh_diag_count(found) == pipeline->plan.graph->missing_inputs))
        json = lbh_describe_plan(&pipeline->plan);
    else
        lbh_diag_append(diag, found);
    lbh_pipeline_free(pipeline);
    lbh_diag_free(found);
    return json;
}

char *lbh_host_describe(struct lbh_host *host, const char *what, struct lbh_diag *diag)
{
    const size_t length = strlen(what);
    struct lbh_library *library = NULL;
    json_t *json = NULL;
    char *text = NULL;
    if (length > 5 && strcmp(what + length - 5, ".json") == 0)
        json = describe_manifest(host, what, diag);
    else if (lbh_catalog_find(host->catalog, what, NULL, &library, diag) == LBH_OK)
        json = lbh_describe_library(library);
    if (!json) return NULL;
    text = json_dumps(json, JSON_INDENT(2));
    if (!text) lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    json_decref(json);
    return text;
}
