/* SPDX-License-Identifier: MIT */
/* Memory for variables, once their types are known, and the groups that they belong to. */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "failure.h"
#include "revision.h"
#include "variables.h"

/* Says which block makes a variable first. */
static void blame_maker(const struct lbh_plan *plan, size_t variable, struct lbh_diag *diag, size_t first)
{
    for (size_t i = 0; i < plan->graph->block_count; i++) {
        const struct lbh_descriptor *d = plan->graph->blocks[i]->descriptor;
        for (size_t k = 0; d && k < d->output_count; k++) {
            if (plan->graph->blocks[i]->variables[d->outputs[k].declared.slot] != variable) continue;
            lbh_failure_blame(plan->graph->blocks[i], "", diag, first);
            return;
        }
    }
}

/* Gives a variable of which nobody has declared the type that of its first value: a cell keeps its type. */
static void adopt_type(struct lbh_variable *variable)
{
    variable->type = (struct lbh_type){.element = variable->initial.element, .ndim = variable->initial.ndim};
    for (int32_t d = 0; d < variable->type.ndim; d++)
        variable->type.dims[d] = (struct lbh_dim){.symbol = {'d', (char)('0' + d)}, .extent = -1};
}

/* Returns the cell that a variable of this name and type has already, or a new one. */
static struct lbh_cell *find_cell(const struct lbh_plan *plan, const struct lbh_variable *variable)
{
    const struct lbh_revision_value *known = lbh_revision_value(plan->revision, variable->name);
    const bool same = known && known->type.element == variable->type.element && known->type.ndim == variable->type.ndim;
    if (same && known->cell) return lbh_cell_hold(known->cell);
    return lbh_cell_new(plan->arena, variable->type.element, variable->type.ndim);
}

bool lbh_variables_place(struct lbh_plan *plan, struct lbh_diag *diag)
{
    for (size_t i = 0; i < plan->graph->variable_count; i++) {
        struct lbh_variable *variable = &plan->graph->variables[i];
        if (variable->type.element == LB_TYPE_NONE && variable->initial.element != LB_TYPE_NONE) {
            adopt_type(variable);
        } else if (variable->type.element == LB_TYPE_NONE && variable->output && !plan->graph->incomplete) {
            const size_t first = lbh_diag_count(diag);
            lbh_diag_add(diag, LBH_ERR_INVALID, "untyped value: \"%s\" is declared as \"any\" by all blocks", variable->name);
            lbh_diag_mend(diag, "give it a value in \"inputs\", or use a block that declares its type");
            blame_maker(plan, i, diag, first);
        }
        variable->cell = find_cell(plan, variable);
        if (!variable->cell) return false;
    }
    return true;
}

static size_t count_members(const struct lbh_plan *plan, const char *group)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->graph->variable_count; i++)
        count += plan->graph->variables[i].group && strcmp(plan->graph->variables[i].group, group) == 0;
    return count;
}

/* Collects the groups of one block; slots are visited in order, so that each one's members lie together. */
static bool collect(struct lbh_instance *instance)
{
    const struct lbh_plan *plan = instance->plan;
    const struct lbh_descriptor *d = instance->descriptor;
    size_t total = 0;
    for (size_t i = 0; i < d->input_count; i++)
        if (!d->inputs[i].declared.name) total += count_members(plan, d->inputs[i].declared.group) + 1;
    if (total == 0) return true;
    instance->group_first = calloc(d->slot_count + 1, sizeof *instance->group_first);
    instance->group_members = calloc(total, sizeof *instance->group_members);
    if (!instance->group_first || !instance->group_members) return false;
    size_t used = 0;
    for (uint32_t slot = 0; slot < d->slot_count; slot++) {
        instance->group_first[slot] = used;
        for (size_t i = 0; i < d->input_count; i++) {
            const struct lb_input *input = &d->inputs[i].declared;
            if (input->name || input->slot != slot) continue;
            for (size_t v = 0; v < plan->graph->variable_count; v++) {
                const struct lbh_variable *variable = &plan->graph->variables[v];
                if (!variable->group || strcmp(variable->group, input->group) != 0) continue;
                struct lbh_group_member *member = &instance->group_members[used++];
                *member = (struct lbh_group_member){{variable->name, &member->tensor}, {0}, variable->cell};
            }
        }
    }
    instance->group_first[d->slot_count] = used;
    return true;
}

bool lbh_variables_collect_groups(struct lbh_plan *plan)
{
    for (size_t i = 0; i < plan->graph->block_count; i++)
        if (plan->graph->blocks[i]->descriptor && !collect(plan->graph->blocks[i])) return false;
    return true;
}
