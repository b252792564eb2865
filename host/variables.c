/* SPDX-License-Identifier: MIT */
/* Declaring variables: names after renaming, elements and ranks, dimensions, defaults. */
#include "variables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "nearest.h"

/* A dimension name of one block and its class. */
struct local_symbol {
    const char *symbol;
    size_t dimension;
};

/* A declaration, of an input or of an output alike. */
struct declaration {
    const char *what;
    const char *name; /* as the block calls it */
    const struct lbh_type *type;
    uint32_t slot;
};

const char *lbh_variables_renamed(const struct lbh_node *node, const char *name)
{
    for (size_t i = 0; node && i < node->rename_count; i++)
        if (strcmp(node->renames[i].from, name) == 0) return node->renames[i].to;
    return name;
}

struct lbh_variable *lbh_plan_find(const struct lbh_plan *plan, const char *name)
{
    const size_t *index = lbh_map_find(&plan->graph->names, name);
    return index ? &plan->graph->variables[*index] : NULL;
}

/* Returns the index of a variable, made if it is new; SIZE_MAX when out of memory. */
static size_t find_or_add(struct lbh_plan *plan, const char *name)
{
    const size_t *known = lbh_map_find(&plan->graph->names, name);
    if (known) return *known;
    if (plan->graph->variable_count == plan->graph->variable_room) {
        const size_t room = plan->graph->variable_room ? 2 * plan->graph->variable_room : 32;
        struct lbh_variable *grown = realloc(plan->graph->variables, room * sizeof *grown);
        if (!grown) return SIZE_MAX;
        plan->graph->variables = grown;
        plan->graph->variable_room = room;
    }
    if (!lbh_map_put(&plan->graph->names, name, plan->graph->variable_count)) return SIZE_MAX;
    plan->graph->variables[plan->graph->variable_count] = (struct lbh_variable){.name = name};
    return plan->graph->variable_count++;
}

/* Returns the class of a declared dimension. */
static size_t dimension_of(struct lbh_unify *unify, const struct lbh_instance *instance, const struct lbh_dim *dim,
                           struct local_symbol *symbols, size_t *count, size_t room)
{
    if (!dim->symbol[0]) return lbh_unify_add(unify, dim->extent, instance->path);
    for (size_t i = 0; i < *count; i++)
        if (strcmp(symbols[i].symbol, dim->symbol) == 0) return symbols[i].dimension;
    const size_t added = lbh_unify_add(unify, -1, NULL);
    if (*count < room) symbols[(*count)++] = (struct local_symbol){dim->symbol, added};
    return added;
}

static void report_type_clash(const struct lbh_instance *instance, const struct declaration *declaration,
                              const struct lbh_variable *variable, struct lbh_diag *diag)
{
    char expected[128], found[128];
    const size_t first = lbh_diag_count(diag);
    lbh_type_format(declaration->type, expected, sizeof expected);
    lbh_type_format(&variable->type, found, sizeof found);
    lbh_diag_add(diag, LBH_ERR_INVALID, "type clash: %s=\"%s\", expected=%s, found=%s as block \"%s\" declares it",
                 declaration->what, variable->name, expected, found, variable->typed_by->path);
    lbh_diag_mend(diag, "two values under one name? Give one another name: \"map\": {\"%s\": \"...\"}", declaration->name);
    lbh_failure_blame(instance, "", diag, first);
}

static void report_dimension_clash(struct lbh_unify *unify, const struct lbh_instance *instance,
                                   const struct declaration *declaration, const struct lbh_variable *variable, int32_t d,
                                   size_t mine, struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    const struct lbh_dimension *expected = lbh_unify_find(unify, mine);
    const struct lbh_dimension *found = lbh_unify_find(unify, variable->dims[d]);
    lbh_diag_add(diag, LBH_ERR_INVALID,
                 "shape clash: %s=\"%s\", dimension=%d, expected=%lld as \"%s\" has it, found=%lld as \"%s\" has it",
                 declaration->what, variable->name, d, (long long)expected->extent, expected->by, (long long)found->extent,
                 found->by);
    lbh_diag_mend(diag, "put a block between them that changes the shape, or give one another name with \"map\"");
    lbh_failure_blame(instance, "", diag, first);
}

/* Makes a declaration and what is known of its variable agree. */
static void unify_type(struct lbh_unify *unify, const struct lbh_instance *instance, const struct declaration *declaration,
                       struct lbh_variable *variable, struct local_symbol *symbols, size_t *symbol_count, size_t room,
                       struct lbh_diag *diag)
{
    const struct lbh_type *type = declaration->type;
    if (type->element == LB_TYPE_NONE) return;
    const bool is_new = variable->type.element == LB_TYPE_NONE;
    if (!is_new && (variable->type.element != type->element || variable->type.ndim != type->ndim)) {
        report_type_clash(instance, declaration, variable, diag);
        return;
    }
    if (is_new) {
        variable->type = *type;
        variable->typed_by = instance;
    }
    for (int32_t d = 0; d < type->ndim; d++) {
        const size_t dimension = dimension_of(unify, instance, &type->dims[d], symbols, symbol_count, room);
        if (is_new)
            variable->dims[d] = dimension;
        else if (!lbh_unify_join(unify, variable->dims[d], dimension))
            report_dimension_clash(unify, instance, declaration, variable, d, dimension, diag);
    }
}

/* Keeps the first default, and the first other one that differs: both count only if no value is given. */
static void note_default(const struct lbh_instance *instance, const struct lb_input *input, struct lbh_variable *variable)
{
    const char *text = input->default_value;
    if (!text) return;
    if (!variable->default_by) {
        variable->default_text = text;
        variable->default_by = instance;
    } else if (!variable->other_default_by && strcmp(variable->default_text, text) != 0) {
        variable->other_default_text = text;
        variable->other_default_by = instance;
    }
}

static bool declare(struct lbh_plan *plan, struct lbh_unify *unify, const struct lbh_step *step, struct lbh_diag *diag)
{
    struct local_symbol symbols[64];
    size_t symbol_count = 0;
    struct lbh_instance *instance = step->instance;
    const struct lbh_descriptor *d = instance->descriptor;
    const size_t slots = d->slot_count ? d->slot_count : 1;
    instance->variables = malloc(slots * sizeof *instance->variables);
    if (!instance->variables) return false;
    for (size_t i = 0; i < slots; i++) instance->variables[i] = SIZE_MAX;
    for (size_t i = 0; i < d->input_count + d->output_count; i++) {
        const bool is_input = i < d->input_count;
        const struct lbh_input *input = is_input ? &d->inputs[i] : NULL;
        const struct lbh_output *output = is_input ? NULL : &d->outputs[i - d->input_count];
        const struct declaration declaration = {
            is_input ? "input" : "output", is_input ? input->declared.name : output->declared.name,
            is_input ? &input->type : &output->type, is_input ? input->declared.slot : output->declared.slot};
        if (!declaration.name) continue; /* a group */
        const size_t index = find_or_add(plan, lbh_variables_renamed(step->node, declaration.name));
        if (index == SIZE_MAX) return false;
        struct lbh_variable *variable = &plan->graph->variables[index];
        instance->variables[declaration.slot] = index;
        unify_type(unify, instance, &declaration, variable, symbols, &symbol_count, sizeof symbols / sizeof symbols[0], diag);
        if (is_input && !variable->input) variable->input = &input->declared;
        if (!is_input && !variable->output) variable->output = &output->declared;
        if (is_input && input->declared.required && !variable->required_by) variable->required_by = instance;
        if (is_input) note_default(instance, &input->declared, variable);
        const char *group = is_input ? input->declared.group : output->declared.group;
        if (group && !variable->group) variable->group = group;
    }
    return true;
}

/* Refuses renames of what the block does not have. */
static void check_renames(const struct lbh_step *step, struct lbh_diag *diag)
{
    const struct lbh_descriptor *d = step->instance->descriptor;
    const size_t room = d->input_count + d->output_count + d->component_count;
    for (size_t i = 0; i < step->node->rename_count; i++) {
        const char *from = step->node->renames[i].from;
        const char **names = calloc(room + 1, sizeof *names);
        size_t count = 0;
        bool known = false;
        for (size_t k = 0; names && k < d->input_count; k++)
            if (d->inputs[k].declared.name) names[count++] = d->inputs[k].declared.name;
        for (size_t k = 0; names && k < d->output_count; k++) names[count++] = d->outputs[k].declared.name;
        for (size_t k = 0; names && k < d->component_count; k++) names[count++] = d->components[k].name;
        for (size_t k = 0; k < count; k++) known |= strcmp(names[k], from) == 0;
        if (names && !known) {
            char member[160], near[160];
            const size_t first = lbh_diag_count(diag);
            lbh_diag_add(diag, LBH_ERR_INVALID, "unknown parameter: \"map\" renames \"%s\", which it does not have", from);
            if (*lbh_nearest_text(from, names, count, near, sizeof near)) lbh_diag_mend(diag, "%s", near);
            snprintf(member, sizeof member, ".map.%s", from);
            lbh_failure_blame(step->instance, member, diag, first);
        }
        free(names);
    }
}

/*
 * Refuses renames by which two outputs are one value. (An input and an output may be: the block then works in place, or feeds
 * itself, and whoever writes the manifest answers for that.)
 */
static void check_aliases(const struct lbh_step *step, struct lbh_diag *diag)
{
    const struct lbh_instance *instance = step->instance;
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 1; step->node->rename_count && i < d->output_count; i++)
        for (size_t k = 0; k < i; k++) {
            const size_t variable = instance->variables[d->outputs[i].declared.slot];
            if (variable != instance->variables[d->outputs[k].declared.slot]) continue;
            const size_t first = lbh_diag_count(diag);
            lbh_diag_add(
                diag, LBH_ERR_INVALID, "two values under one name: \"map\" makes its outputs \"%s\" and \"%s\" one, \"%s\"",
                d->outputs[k].declared.name, d->outputs[i].declared.name, instance->plan->graph->variables[variable].name);
            lbh_diag_mend(diag, "give each a name of its own");
            lbh_failure_blame(instance, ".map", diag, first);
        }
}

static bool declare_tree(struct lbh_plan *plan, struct lbh_unify *unify, const struct lbh_step *step, struct lbh_diag *diag)
{
    if (step->instance) {
        check_renames(step, diag);
        if (!declare(plan, unify, step, diag)) return false;
        check_aliases(step, diag);
    }
    for (size_t i = 0; i < step->child_count; i++)
        if (!declare_tree(plan, unify, &step->children[i], diag)) return false;
    return true;
}

bool lbh_variables_declare(struct lbh_plan *plan, struct lbh_unify *unify, struct lbh_diag *diag)
{
    return declare_tree(plan, unify, &plan->graph->root, diag);
}
