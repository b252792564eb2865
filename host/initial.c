/* SPDX-License-Identifier: MIT */
/* Where first values come from, and whether they fit. */
#include "initial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "failure.h"
#include "json.h"
#include "nearest.h"
#include "revision.h"
#include "safetensors.h"
#include "variables.h"

/* Reads "@file.safetensors#name" (or without a name, the file's only tensor) into a value. */
static enum lbh_status read_tensor(const char *text, const char *directory, const struct lbh_type *type,
                                   struct lbh_value *value, struct lbh_diag *diag)
{
    char *path = NULL;
    struct lbh_safetensors *file = NULL;
    const char *mark = strrchr(text, '#');
    const int length = mark ? (int)(mark - text) : (int)strlen(text);
    const bool relative = directory && text[0] != '/';
    if (asprintf(&path, "%s%s%.*s", relative ? directory : "", relative ? "/" : "", length, text) < 0)
        return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    enum lbh_status status = lbh_safetensors_open(path, &file, diag);
    const struct lbh_safetensor *tensor = NULL;
    if (status == LBH_OK) {
        const size_t count = lbh_safetensors_count(file);
        tensor = mark ? lbh_safetensors_find(file, mark + 1) : count == 1 ? lbh_safetensors_at(file, 0) : NULL;
        if (!tensor) {
            const char **names = calloc(count + 1, sizeof *names);
            char near[256] = "";
            for (size_t i = 0; names && i < count; i++) names[i] = lbh_safetensors_at(file, i)->name;
            status = lbh_diag_add(diag, LBH_ERR_INVALID, "no such tensor: file=\"%s\", name=\"%s\", it holds %zu", path,
                                  mark ? mark + 1 : "", count);
            if (names && mark) lbh_nearest_text(mark + 1, names, count, near, sizeof near);
            lbh_diag_mend(diag, "%s", *near ? near : "write @FILE#NAME");
            free(names);
        }
    }
    char expected[128], found[128];
    if (tensor && type->element != LB_TYPE_NONE && (tensor->element != type->element || tensor->ndim != type->ndim))
        status = lbh_diag_add(diag, LBH_ERR_INVALID, "wrong type: expected=%s, found=%s in \"%s\"",
                              lbh_type_format(type, expected, sizeof expected),
                              lbh_shape_format(tensor->element, tensor->ndim, tensor->shape, found, sizeof found), path);
    if (status == LBH_OK) {
        value->data = malloc(tensor->bytes ? tensor->bytes : 1);
        if (!value->data)
            status = lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
        else {
            if (tensor->bytes) memcpy(value->data, tensor->data, tensor->bytes);
            value->element = tensor->element;
            value->ndim = tensor->ndim;
            value->bytes = tensor->bytes;
            memcpy(value->shape, tensor->shape, sizeof value->shape);
        }
    }
    lbh_safetensors_close(file);
    free(path);
    return status;
}

/* Copies a value that the caller gave in memory. */
static enum lbh_status copy_value(const struct lbh_value *given, const struct lbh_type *type, struct lbh_value *value,
                                  struct lbh_diag *diag)
{
    char expected[128], found[128];
    if (type->element != LB_TYPE_NONE && (given->element != type->element || given->ndim != type->ndim))
        return lbh_diag_add(diag, LBH_ERR_USAGE, "wrong type: expected=%s, found=%s",
                            lbh_type_format(type, expected, sizeof expected),
                            lbh_shape_format(given->element, given->ndim, given->shape, found, sizeof found));
    void *data = malloc(given->bytes + 1);
    if (!data) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    memcpy(data, given->data, given->bytes);
    ((char *)data)[given->bytes] = 0;
    *value = *given;
    value->data = data;
    return LBH_OK;
}

static enum lbh_status read_given(const struct lbh_given *given, const struct lbh_type *type, struct lbh_value *value,
                                  struct lbh_diag *diag)
{
    if (!given->text) return copy_value(&given->value, type, value, diag);
    if (given->text[0] == '@' && type->element != LB_TYPE_STR) return read_tensor(given->text + 1, NULL, type, value, diag);
    return lbh_value_from_text(value, type, given->text, diag);
}

static enum lbh_status read_manifest(const struct lbh_plan *plan, const struct lbh_manifest_input *input,
                                     const struct lbh_type *type, struct lbh_value *value, struct lbh_diag *diag)
{
    const char *text = json_string_value(input->json);
    if (text && text[0] == '@' && type->element != LB_TYPE_STR)
        return read_tensor(text + 1, plan->graph->manifest->directory, type, value, diag);
    return lbh_value_from_json(value, type, input->json, diag);
}

/* Makes the dimensions of a given value those of its variable. */
static enum lbh_status unify_shape(struct lbh_unify *unify, const struct lbh_variable *variable, struct lbh_diag *diag)
{
    for (int32_t d = 0; d < variable->type.ndim && variable->type.element != LB_TYPE_NONE; d++) {
        const size_t mine = lbh_unify_add(unify, variable->initial.shape[d], variable->name);
        if (mine == SIZE_MAX) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
        if (lbh_unify_join(unify, variable->dims[d], mine)) continue;
        char expected[128], found[128];
        const struct lbh_dimension *fixed = lbh_unify_find(unify, variable->dims[d]);
        return lbh_diag_add(
            diag, LBH_ERR_INVALID, "shape clash: expected=%s with dimension %d of %lld as \"%s\" has it, found=%s",
            lbh_type_format(&variable->type, expected, sizeof expected), d, (long long)fixed->extent, fixed->by,
            lbh_shape_format(variable->initial.element, variable->initial.ndim, variable->initial.shape, found, sizeof found));
    }
    return LBH_OK;
}

/* Says that nobody reads a name, and what may have been meant. */
static void report_unread(const struct lbh_plan *plan, const char *name, enum lbh_status status, struct lbh_diag *diag)
{
    char near[256] = "";
    const struct lbh_variable *variable = lbh_plan_find(plan, name);
    if (variable) {
        lbh_diag_add(diag, status, "not an input: \"%s\" is computed, and no block reads it before that", name);
        return;
    }
    lbh_diag_add(diag, status, "unknown input: no block reads \"%s\"", name);
    const char **names = calloc(plan->graph->variable_count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; names && i < plan->graph->variable_count; i++)
        if (plan->graph->variables[i].input) names[count++] = plan->graph->variables[i].name;
    if (names) lbh_nearest_text(name, names, count, near, sizeof near);
    lbh_diag_mend(diag, "%s", *near ? near : "`loopblocks describe MANIFEST` lists the inputs");
    free(names);
}

/* Takes over one value, in place of what the variable had. */
static void settle(struct lbh_unify *unify, struct lbh_variable *variable, enum lbh_origin origin, enum lbh_status status,
                   struct lbh_value *value, struct lbh_diag *diag)
{
    variable->origin = origin; /* also a wrong value is one: nobody else is asked for it */
    if (status != LBH_OK) return;
    lbh_value_fini(&variable->initial);
    variable->initial = *value;
    variable->checked = unify && unify_shape(unify, variable, diag) != LBH_OK;
}

/* Says where a value came from that the errors from number `first` on are about. */
static void blame_origin(const struct lbh_plan *plan, const struct lbh_variable *variable, struct lbh_diag *diag, size_t first)
{
    char *place = NULL;
    if (variable->origin == LBH_ORIGIN_CALLER) {
        lbh_diag_prefix(diag, first, "setting \"%s\"", variable->name);
        lbh_diag_restate(diag, first, LBH_ERR_USAGE);
    } else if (variable->origin == LBH_ORIGIN_MANIFEST && asprintf(&place, "inputs.%s", variable->name) >= 0) {
        lbh_diag_prefix(diag, first, "input \"%s\"", variable->name);
        lbh_manifest_locate(plan->graph->manifest, place, diag, first);
        free(place);
    } else if (variable->origin == LBH_ORIGIN_DEFAULT) {
        lbh_failure_blame(variable->default_by, "", diag, first);
    }
}

/* Checks the first values against the ranges and choices of all blocks that read them; one error a value is enough. */
static enum lbh_status check_ranges(struct lbh_plan *plan, struct lbh_diag *diag)
{
    enum lbh_status result = LBH_OK;
    for (size_t b = 0; b < plan->graph->block_count; b++) {
        const struct lbh_instance *instance = plan->graph->blocks[b];
        for (size_t i = 0; instance->descriptor && i < instance->descriptor->input_count; i++) {
            const struct lb_input *input = &instance->descriptor->inputs[i].declared;
            if ((!input->range && !input->choices) || instance->variables[input->slot] == SIZE_MAX) continue;
            struct lbh_variable *variable = &plan->graph->variables[instance->variables[input->slot]];
            const size_t first = lbh_diag_count(diag);
            if (variable->checked || variable->initial.element == LB_TYPE_NONE) continue;
            const enum lbh_status status = lbh_value_check(&variable->initial, input->range, input->choices, diag);
            if (status == LBH_OK) continue;
            result = variable->origin == LBH_ORIGIN_CALLER ? LBH_ERR_USAGE : LBH_ERR_INVALID;
            variable->checked = true;
            blame_origin(plan, variable, diag, first);
        }
    }
    return result;
}

static enum lbh_status resolve_given(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag)
{
    enum lbh_status result = LBH_OK;
    for (size_t i = 0; i < plan->given_count; i++) {
        const struct lbh_given *given = &plan->given[i];
        struct lbh_variable *variable = lbh_plan_find(plan, given->name);
        const size_t first = lbh_diag_count(diag);
        struct lbh_value value = {0};
        if (!variable || !variable->input) {
            if (plan->changes) continue; /* who read it is gone */
            if (!plan->graph->incomplete) report_unread(plan, given->name, LBH_ERR_USAGE, diag);
            result = LBH_ERR_USAGE;
        } else {
            enum lbh_status status = read_given(given, &variable->type, &value, diag);
            if (status == LBH_OK && variable->cell && variable->type.element == LB_TYPE_NONE) {
                status = lbh_diag_add(diag, LBH_ERR_USAGE, "it had neither a value nor a type when the pipeline was checked");
                lbh_diag_mend(diag, "set it before lbh_pipeline_check, or before the first lbh_pipeline_run");
                lbh_value_fini(&value);
            }
            settle(unify, variable, LBH_ORIGIN_CALLER, status, &value, diag);
            if (status != LBH_OK) result = status;
        }
        lbh_diag_prefix(diag, first, "setting \"%s\"", given->name);
        lbh_diag_restate(diag, first, LBH_ERR_USAGE);
        if (variable && variable->checked) result = LBH_ERR_USAGE;
    }
    return result;
}

static void resolve_manifest(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag)
{
    for (size_t i = 0; i < plan->graph->manifest->input_count; i++) {
        const struct lbh_manifest_input *input = &plan->graph->manifest->inputs[i];
        struct lbh_variable *variable = lbh_plan_find(plan, input->name);
        const size_t first = lbh_diag_count(diag);
        struct lbh_value value = {0};
        if (!variable || !variable->input) {
            if (!plan->graph->incomplete) report_unread(plan, input->name, LBH_ERR_INVALID, diag);
        } else if (variable->origin == LBH_ORIGIN_NONE) {
            const enum lbh_status status = read_manifest(plan, input, &variable->type, &value, diag);
            settle(unify, variable, LBH_ORIGIN_MANIFEST, status, &value, diag);
        }
        lbh_diag_prefix(diag, first, "input \"%s\"", input->name);
        lbh_manifest_locate(plan->graph->manifest, input->json_path, diag, first);
    }
}

static void resolve_default(struct lbh_unify *unify, struct lbh_variable *variable, struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    struct lbh_value value = {0};
    if (variable->other_default_by) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "clashing defaults: input=\"%s\", \"%s\" has %s, \"%s\" has %s", variable->name,
                     variable->default_by->path, variable->default_text, variable->other_default_by->path,
                     variable->other_default_text);
        lbh_diag_mend(diag, "say which in \"inputs\": \"%s\": ...", variable->name);
        lbh_failure_blame(variable->other_default_by, "", diag, first);
        return;
    }
    const enum lbh_status status = lbh_value_from_default(&value, &variable->type, variable->default_text, diag);
    settle(unify, variable, LBH_ORIGIN_DEFAULT, status, &value, diag);
    lbh_failure_blame(variable->default_by, "", diag, first);
}

/* Takes over the values that were given to the running pipeline. What reads them no longer is no error then. */
static void resolve_known(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag)
{
    for (size_t i = 0; i < plan->revision->value_count; i++) {
        const struct lbh_revision_value *known = &plan->revision->values[i];
        struct lbh_variable *variable = lbh_plan_find(plan, known->name);
        const size_t first = lbh_diag_count(diag);
        struct lbh_value value = {0};
        if (known->origin != LBH_ORIGIN_CALLER && known->origin != LBH_ORIGIN_MANIFEST) continue;
        if (!variable || !variable->input || !known->value) continue;
        const enum lbh_status status = copy_value(known->value, &variable->type, &value, diag);
        settle(unify, variable, known->origin, status, &value, diag);
        blame_origin(plan, variable, diag, first);
    }
}

void lbh_initial_resolve(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag)
{
    if (plan->revision) {
        resolve_known(plan, unify, diag);
    } else {
        resolve_given(plan, unify, diag);
        resolve_manifest(plan, unify, diag);
    }
    for (size_t i = 0; i < plan->graph->variable_count; i++) {
        struct lbh_variable *variable = &plan->graph->variables[i];
        if (variable->origin == LBH_ORIGIN_NONE && variable->default_by) resolve_default(unify, variable, diag);
    }
    if (plan->creates) check_ranges(plan, diag);
}

enum lbh_status lbh_initial_update(struct lbh_plan *plan, struct lbh_diag *diag)
{
    enum lbh_status status = resolve_given(plan, NULL, diag);
    if (status == LBH_OK) status = check_ranges(plan, diag);
    return status;
}

enum lbh_status lbh_initial_store(struct lbh_plan *plan, struct lbh_diag *diag)
{
    for (size_t i = 0; i < plan->graph->variable_count; i++) {
        struct lbh_variable *variable = &plan->graph->variables[i];
        lbh_cell_clear(variable->cell);
        if (variable->initial.element == LB_TYPE_NONE) continue;
        const enum lbh_status status = lbh_cell_store(plan->arena, variable->cell, &variable->initial, diag);
        if (status != LBH_OK) return status;
    }
    return LBH_OK;
}
