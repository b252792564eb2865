/* SPDX-License-Identifier: MIT */
/* Level 2: pointers to values hold for one call. Between two the values are moved, and where they were nothing is left. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "instance.h"
#include "level2.h"

enum { MOST_SLOTS = 256 };

/* A copy of a cell with its content behind it, on pages of its own. */
struct copy {
    struct lbh_cell cell;
    _Alignas(LBH_ARENA_ALIGNMENT) char content[]; /* as blocks may expect it */
};

/* Where the subject's slots lie now. */
struct mover {
    struct rig *rig;
    struct lbh_cell *own[MOST_SLOTS]; /* the host's */
    struct copy *copies[MOST_SLOTS];  /* in their place; null: none yet */
    size_t bytes[MOST_SLOTS];         /* of the copies */
    struct lb_component_ref *refs;    /* in place of the instance's */
    uint32_t count;
};

static size_t round_up(size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

static void *take(struct conform_case *c, size_t bytes)
{
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) conform_fail(c, NULL, "cannot try it: out of memory");
    return pages;
}

/* How much of a cell's memory there is to take along. */
static size_t held(const struct lbh_cell *cell)
{
    return cell->slot.tensor.data ? cell->capacity : 0;
}

static void point_at(struct lbh_instance *subject, uint32_t slot, struct lbh_cell *cell)
{
    subject->cells[slot] = cell;
    subject->slots[slot] = &cell->slot;
}

/* Moves one slot; where it was before can no longer be touched. The host's own cell stays, and is only not up to date. */
static void move_slot(struct mover *mover, uint32_t slot)
{
    struct lbh_instance *subject = mover->rig->subject;
    struct lbh_cell *cell = subject->cells[slot];
    const size_t bytes = round_up(sizeof(struct copy) + held(cell));
    struct copy *copy = take(mover->rig->c, bytes);
    copy->cell = *cell;
    copy->cell.slot.tensor.shape = copy->cell.shape;
    copy->cell.slot.tensor.strides = copy->cell.strides;
    if (held(cell)) {
        memcpy(copy->content, cell->slot.tensor.data, held(cell));
        copy->cell.slot.tensor.data = copy->cell.memory = copy->content;
    }
    point_at(subject, slot, &copy->cell);
    if (mover->copies[slot]) mprotect(mover->copies[slot], mover->bytes[slot], PROT_NONE);
    mover->copies[slot] = copy;
    mover->bytes[slot] = bytes;
}

/* What the host's cells are made of was in reach until now: it is filled with what nobody can mistake for a value. */
static void spoil_own(struct mover *mover)
{
    for (uint32_t slot = 0; slot < mover->count; slot++)
        if (held(mover->own[slot])) memset(mover->own[slot]->slot.tensor.data, LEVEL2_POISON, held(mover->own[slot]));
}

static void move(struct mover *mover)
{
    struct lbh_instance *subject = mover->rig->subject;
    const size_t bytes = round_up(subject->descriptor->component_count * sizeof *subject->refs + 1);
    struct lb_component_ref *refs = take(mover->rig->c, bytes);
    for (uint32_t slot = 0; slot < mover->count; slot++) move_slot(mover, slot);
    if (subject->descriptor->component_count)
        memcpy(refs, subject->components.items, subject->descriptor->component_count * sizeof *refs);
    if (mover->refs) mprotect(mover->refs, bytes, PROT_NONE);
    subject->components.items = mover->refs = refs;
}

/* A wrapper is called again: its iterations are its own. */
static int64_t count_calls(const struct rig *rig)
{
    return rig->descriptor->kind == LB_KIND_LOOP ? 2 : level2_count(rig, LEVEL2_CALLS);
}

static void live_unmoved(struct conform_case *c, struct level2_record *records)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
    level2_want_deterministic(rig);
    for (int64_t i = 0; i < count_calls(rig); i++) {
        level2_poison(rig, LEVEL2_OUTPUTS | LEVEL2_SCRATCH, 0);
        rig_must_call(rig, i);
        records[i] = level2_take(rig);
    }
    rig_end(rig);
}

static void keeps_no_pointers(struct conform_case *c)
{
    static struct mover mover;
    struct level2_record records[LEVEL2_CALLS];
    live_unmoved(c, records);
    struct rig *rig = mover.rig = rig_start(c, &(struct rig_setup){.guard = false});
    mover.count = rig->descriptor->slot_count;
    if (mover.count == 0 || mover.count > MOST_SLOTS) conform_skip(c, "it has no values");
    memcpy(mover.own, rig->subject->cells, mover.count * sizeof mover.own[0]);
    for (int64_t i = 0; i < count_calls(rig); i++) {
        level2_poison(rig, LEVEL2_OUTPUTS | LEVEL2_SCRATCH, 0);
        move(&mover);
        if (i == 0) spoil_own(&mover);
        conform_step(c, "call %lld, after its values were moved to other memory", (long long)i);
        const lb_status status = rig_call(rig, i);
        const struct level2_record record = level2_take(rig);
        const char *difference = status < 0 ? rig_reason(rig) : level2_difference(rig, &records[i], &record, false);
        if (difference)
            conform_fail(c, "ask lb_tensor_of and its like in every call, and keep nothing that they return",
                         "in call %lld, after its values were moved to other memory, it works otherwise: \"%s\"", (long long)i,
                         difference);
    }
}

static const struct check checks[] = {
    {.id = "keeps-no-pointers",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "keeps no pointer to a value from prepare, or from one call to the next",
     .run = keeps_no_pointers},
};
const struct check_list level2_pointers = CHECK_LIST(checks);
