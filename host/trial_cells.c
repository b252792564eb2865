/* SPDX-License-Identifier: MIT */
/* What a call may write is what its block declares: outputs, states, and the states of its components. */
#include "trial_cells.h"

#include "instance.h"
#include "moves.h"

/* Lists what has been written before it was read. */
struct written {
    struct lbh_snapshot cells; /* only as a set */
    struct lbh_snapshot read;
};

static bool add_states(struct lbh_snapshot *journal, const struct lbh_draft *draft, const struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->state_count; i++)
        if (!(d->states[i].declared.flags & LB_STATE_SCRATCH) &&
            !lbh_snapshot_add(journal, lbh_moves_cell(draft, instance, d->states[i].declared.slot)))
            return false;
    return true;
}

static bool add_instance(struct lbh_snapshot *journal, const struct lbh_draft *draft, const struct lbh_instance *instance,
                         const struct written *written)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->output_count; i++) {
        struct lbh_cell *cell = instance->cells[d->outputs[i].declared.slot];
        if (!lbh_snapshot_find(&written->cells, cell) && !lbh_snapshot_add(journal, cell)) return false;
    }
    for (size_t i = 0; instance->used && i < d->component_count; i++)
        if (instance->used[i] && !add_states(journal, draft, instance->used[i])) return false;
    return add_states(journal, draft, instance);
}

static bool add_step(struct lbh_snapshot *journal, const struct lbh_draft *draft, const struct lbh_step *step,
                     const struct written *written)
{
    if (step->instance && !add_instance(journal, draft, step->instance, written)) return false;
    for (size_t i = 0; i < step->child_count; i++)
        if (!add_step(journal, draft, &step->children[i], written)) return false;
    return true;
}

/* Notes all that lies within as read: who knows in what order, or whether at all, it is written there. */
static bool note_read(struct written *written, const struct lbh_step *step)
{
    for (uint32_t slot = 0; step->instance && slot < step->instance->descriptor->slot_count; slot++)
        if (!lbh_snapshot_add(&written->read, step->instance->cells[slot])) return false;
    for (size_t i = 0; i < step->child_count; i++)
        if (!note_read(written, &step->children[i])) return false;
    return true;
}

/* Follows one old call. A block writes the whole of its outputs in every call. */
static bool note_call(struct written *written, const struct lbh_step *step)
{
    if (step->node->kind != LBH_NODE_BLOCK) return note_read(written, step);
    const struct lbh_instance *instance = step->instance;
    const struct lbh_descriptor *d = instance->descriptor;
    const size_t members = instance->group_first ? instance->group_first[d->slot_count] : 0;
    for (size_t i = 0; i < members; i++)
        if (!lbh_snapshot_add(&written->read, (struct lbh_cell *)(uintptr_t)instance->group_members[i].cell)) return false;
    for (size_t i = 0; i < d->input_count; i++)
        if (d->inputs[i].declared.name && !lbh_snapshot_add(&written->read, instance->cells[d->inputs[i].declared.slot]))
            return false;
    for (size_t i = 0; i < d->output_count; i++) {
        struct lbh_cell *cell = instance->cells[d->outputs[i].declared.slot];
        if (!lbh_snapshot_find(&written->read, cell) && !lbh_snapshot_add(&written->cells, cell)) return false;
    }
    return true;
}

bool lbh_trial_list_cells(struct lbh_snapshot *journal, const struct lbh_draft *draft, const struct lbh_span *span)
{
    const struct lbh_body *new_body = lbh_span_new_body(span), *old_body = lbh_span_old_body(span, false);
    struct written written = {.cells = {.count = 0}};
    bool fine = true;
    for (size_t i = 0; fine && i < span->old_count; i++) fine = note_call(&written, old_body->calls[span->first + i].step);
    for (size_t i = 0; fine && i < span->new_count; i++)
        fine = add_step(journal, draft, new_body->calls[span->first + i].step, &written);
    lbh_snapshot_fini(&written.cells);
    lbh_snapshot_fini(&written.read);
    return fine;
}

bool lbh_trial_list_instance(struct lbh_snapshot *journal, const struct lbh_draft *draft, const struct lbh_instance *instance)
{
    const struct written nothing = {.cells = {.count = 0}};
    return add_instance(journal, draft, instance, &nothing);
}
