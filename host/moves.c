/* SPDX-License-Identifier: MIT */
/* States are matched by name and type once, off the loop's thread; at the boundary only pointers move, unless lb.migrate/1 works. */
#include "moves.h"

#include <loopblocks/migrate.h>

#include <stdlib.h>
#include <string.h>

#include "failure.h"

struct kept {
    uint32_t slot;  /* of the new instance */
    uint32_t other; /* of its predecessor */
};

struct lbh_moves {
    struct kept *kept;
    size_t kept_count;
    struct lb_other_state *others; /* of the predecessor: what is not kept */
    uint32_t *other_slots;
    uint32_t other_count;
    const struct lb_migrate *migrate; /* null: nothing to be migrated */
    bool loses;                       /* a state that must not be lost, once there has been a run */
};

static bool is_same(const struct lbh_state_slot *a, const struct lbh_state_slot *b)
{
    char left[128], right[128];
    if ((a->declared.flags | b->declared.flags) & LB_STATE_SCRATCH) return false;
    return strcmp(a->declared.name, b->declared.name) == 0 &&
           strcmp(lbh_type_format(&a->type, left, sizeof left), lbh_type_format(&b->type, right, sizeof right)) == 0;
}

static const struct lbh_state_slot *find_same(const struct lbh_descriptor *d, const struct lbh_state_slot *state)
{
    for (size_t i = 0; i < d->state_count; i++)
        if (is_same(&d->states[i], state)) return &d->states[i];
    return NULL;
}

static void report_loss(const struct lbh_fresh *fresh, const struct lbh_state_slot *state, bool same_name,
                        struct lbh_diag *diag)
{
    const struct lbh_descriptor *old = fresh->predecessor->descriptor, *new = fresh->instance->descriptor;
    char type[128];
    const size_t first = lbh_diag_count(diag);
    lbh_diag_add(diag, LBH_ERR_INVALID, "state would be lost: \"%s\", %s, of \"%s\" %s has no counterpart in \"%s\" %s",
                 state->declared.name, lbh_type_format(&state->type, type, sizeof type), old->name, old->version, new->name,
                 new->version);
    lbh_diag_mend(diag, "%s",
                  same_name ? "declare it with the same name and type, provide lb.migrate/1, or flag it "
                              "LB_STATE_MAY_BE_LOST in the old version"
                            : "only states flagged LB_STATE_MAY_BE_LOST can be left behind for another plugin");
    lbh_failure_blame(fresh->instance, NULL, diag, first);
}

static const struct lb_migrate *find_migrate(const struct lbh_descriptor *d)
{
    const struct lb_migrate *migrate = d->get_extension ? d->get_extension(LB_MIGRATE_ID) : NULL;
    const bool whole = migrate && migrate->struct_size >= offsetof(struct lb_migrate, forward) + sizeof migrate->forward;
    return whole && migrate->forward ? migrate : NULL;
}

/* Returns whether states are lost that must not be; reports them where there is a diag. */
static bool find_losses(const struct lbh_fresh *fresh, struct lbh_diag *diag)
{
    const struct lbh_descriptor *old = fresh->predecessor->descriptor, *new = fresh->instance->descriptor;
    const bool same_name = strcmp(old->name, new->name) == 0;
    bool lost = false;
    for (size_t i = 0; i < old->state_count; i++) {
        const struct lbh_state_slot *state = &old->states[i];
        if (state->declared.flags & (LB_STATE_SCRATCH | LB_STATE_MAY_BE_LOST)) continue;
        if (same_name && find_same(new, state)) continue;
        if (diag) report_loss(fresh, state, same_name, diag);
        lost = true;
    }
    return lost;
}

/* A pipeline that has never run has nothing to lose; but a run may begin before the change is published. */
static bool check_losses(const struct lbh_moves *moves, const struct lbh_fresh *fresh, struct lbh_diag *diag)
{
    return !moves->loses || !fresh->instance->plan->home->has_run || !find_losses(fresh, diag);
}

/* Sorts the predecessor's states into those that are kept and the others. */
static void relate(struct lbh_moves *moves, const struct lbh_fresh *fresh)
{
    const struct lbh_descriptor *old = fresh->predecessor->descriptor, *new = fresh->instance->descriptor;
    const bool same_name = strcmp(old->name, new->name) == 0;
    size_t needed = 0;
    for (size_t i = 0; i < old->state_count; i++) {
        const struct lbh_state_slot *state = &old->states[i], *same = same_name ? find_same(new, state) : NULL;
        if (same) {
            moves->kept[moves->kept_count++] = (struct kept){same->declared.slot, state->declared.slot};
        } else if (!(state->declared.flags & LB_STATE_SCRATCH)) {
            moves->other_slots[moves->other_count] = state->declared.slot;
            moves->others[moves->other_count++] =
                (struct lb_other_state){.name = state->declared.name, .type = state->declared.type};
            needed++;
        }
    }
    for (size_t i = 0; i < new->state_count; i++)
        needed += !(new->states[i].declared.flags &LB_STATE_SCRATCH) && (!same_name || !find_same(old, &new->states[i]));
    moves->migrate = needed > 0 && same_name ? find_migrate(new) : NULL;
    if (needed > 0 && !moves->migrate) moves->loses = find_losses(fresh, NULL);
}

struct lbh_moves *lbh_moves_new(const struct lbh_fresh *fresh, struct lbh_diag *diag)
{
    struct lbh_moves *moves = calloc(1, sizeof *moves);
    const size_t count = fresh->predecessor->descriptor->state_count + 1;
    if (!moves) return NULL;
    moves->kept = calloc(count, sizeof *moves->kept);
    moves->others = calloc(count, sizeof *moves->others);
    moves->other_slots = calloc(count, sizeof *moves->other_slots);
    if (moves->kept && moves->others && moves->other_slots) {
        relate(moves, fresh);
        if (check_losses(moves, fresh, diag)) return moves;
    }
    lbh_moves_free(moves);
    return NULL;
}

void lbh_moves_free(struct lbh_moves *moves)
{
    if (!moves) return;
    free(moves->kept);
    free(moves->others);
    free(moves->other_slots);
    free(moves);
}

bool lbh_moves_check(const struct lbh_fresh *fresh, struct lbh_diag *diag)
{
    const struct lbh_moves *moves = fresh->moves;
    bool fine = !moves || check_losses(moves, fresh, diag);
    for (size_t i = 0; moves && i < moves->kept_count; i++) {
        const struct lbh_cell *new = fresh->instance->cells[moves->kept[i].slot];
        const struct lbh_cell *old = fresh->predecessor->cells[moves->kept[i].other];
        const int32_t ndim = new->slot.type == LB_TYPE_STR ? 0 : new->slot.tensor.ndim;
        char expected[128], found[128];
        if (!new->shaped || !old->shaped || memcmp(new->shape, old->shape, (size_t)ndim * sizeof *new->shape) == 0) continue;
        const size_t first = lbh_diag_count(diag);
        lbh_diag_add(diag, LBH_ERR_INVALID, "state of another shape: slot=%u, expected=%s as the running one has it, found=%s",
                     moves->kept[i].slot, lbh_shape_format(old->slot.type, ndim, old->shape, expected, sizeof expected),
                     lbh_shape_format(new->slot.type, ndim, new->shape, found, sizeof found));
        lbh_failure_blame(fresh->instance, NULL, diag, first);
        fine = false;
    }
    return fine;
}

/* Shows the predecessor's states as they are now. */
static void show_others(const struct lbh_fresh *fresh)
{
    const struct lbh_moves *moves = fresh->moves;
    for (uint32_t i = 0; i < moves->other_count; i++)
        moves->others[i].tensor = fresh->predecessor->cells[moves->other_slots[i]]->slot.tensor;
}

bool lbh_moves_forward(const struct lbh_fresh *fresh, struct lbh_diag *diag)
{
    struct lbh_instance *instance = fresh->instance;
    const struct lbh_moves *moves = fresh->moves;
    if (!moves || !moves->migrate || !instance->plan->home->has_run) return true;
    show_others(fresh);
    const size_t failures = instance->plan->failures;
    struct lbh_diag *const before = instance->plan->diag;
    instance->plan->diag = diag;
    const lb_status status = moves->migrate->forward(instance->self, &instance->state, fresh->predecessor->descriptor->version,
                                                     moves->others, moves->other_count);
    if (status != LB_OK && instance->plan->failures == failures)
        lbh_failure(instance, "lb.migrate/1 forward failed with status %d and gave no reason", status);
    instance->plan->diag = before;
    return status == LB_OK;
}

static bool has_backward(const struct lb_migrate *migrate)
{
    return migrate->struct_size >= offsetof(struct lb_migrate, backward) + sizeof migrate->backward && migrate->backward;
}

bool lbh_moves_are_reversible(const struct lbh_fresh *fresh)
{
    return !fresh->moves || !fresh->moves->migrate || has_backward(fresh->moves->migrate);
}

bool lbh_moves_backward(const struct lbh_fresh *fresh)
{
    const struct lbh_instance *instance = fresh->instance;
    const struct lbh_moves *moves = fresh->moves;
    if (!moves || !moves->migrate) return true;
    if (!has_backward(moves->migrate)) return false;
    show_others(fresh);
    return moves->migrate->backward(instance->self, &instance->state, fresh->predecessor->descriptor->version, moves->others,
                                    moves->other_count) == LB_OK;
}

struct lbh_cell *lbh_moves_cell(const struct lbh_draft *draft, const struct lbh_instance *instance, uint32_t slot)
{
    for (size_t i = 0; i < draft->fresh_count; i++) {
        const struct lbh_fresh *fresh = &draft->fresh[i];
        if (fresh->instance != instance) continue;
        for (size_t k = 0; fresh->moves && k < fresh->moves->kept_count; k++)
            if (fresh->moves->kept[k].slot == slot) return fresh->predecessor->cells[fresh->moves->kept[k].other];
    }
    return instance->cells[slot];
}

void lbh_moves_exchange(const struct lbh_fresh *fresh)
{
    const struct lbh_moves *moves = fresh->moves;
    for (size_t i = 0; moves && i < moves->kept_count; i++) {
        const uint32_t slot = moves->kept[i].slot, other = moves->kept[i].other;
        struct lbh_cell *cell = fresh->instance->cells[slot];
        fresh->instance->cells[slot] = fresh->predecessor->cells[other];
        fresh->predecessor->cells[other] = cell;
        fresh->instance->slots[slot] = &fresh->instance->cells[slot]->slot;
        fresh->predecessor->slots[other] = &cell->slot;
    }
}
