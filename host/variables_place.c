/* SPDX-License-Identifier: MIT */
/* Memory for variables, once their types are known, and the groups that they belong to. */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "failure.h"
#include "variables.h"

bool lbh_variables_place(struct lbh_plan *plan, struct lbh_diag *diag)
{
    for (size_t i = 0; i < plan->variable_count; i++) {
        struct lbh_variable *variable = &plan->variables[i];
        uint32_t element = variable->type.element;
        int32_t ndim = variable->type.ndim;
        if (element == LB_TYPE_NONE && variable->initial.element != LB_TYPE_NONE) {
            element = variable->initial.element;
            ndim = variable->initial.ndim;
        } else if (element == LB_TYPE_NONE && variable->output && !plan->incomplete) {
            lbh_diag_add(diag, LBH_ERR_INVALID, "untyped value: \"%s\" is declared as \"any\" by all blocks", variable->name);
            lbh_diag_mend(diag, "give it a value in \"inputs\", or use a block that declares its type");
        }
        variable->cell = lbh_cell_new(plan->arena, element, ndim);
        if (!variable->cell) return false;
    }
    return true;
}

static size_t count_members(const struct lbh_plan *plan, const char *group)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->variable_count; i++)
        count += plan->variables[i].group && strcmp(plan->variables[i].group, group) == 0;
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
            for (size_t v = 0; v < plan->variable_count; v++) {
                const struct lbh_variable *variable = &plan->variables[v];
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
    for (size_t i = 0; i < plan->block_count; i++)
        if (plan->blocks[i].descriptor && !collect(&plan->blocks[i])) return false;
    return true;
}
