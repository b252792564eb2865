/* SPDX-License-Identifier: MIT */
/* Level 4: states that are not as the block has left them: of another version, of a checkpoint, of somebody who means harm. */
#include <stdio.h>

#include "conform/checks.h"
#include "conform/rig/rig.h"
#include "hostile.h"

enum { ROUNDS = 8, CALLS = 2 };

static const char mend[] =
    "check what a state says before you index, count or divide by it, and fail with lb_fail where it cannot be";

static bool is_kept(const struct rig *rig, size_t index)
{
    return !(rig->descriptor->states[index].declared.flags & LB_STATE_SCRATCH);
}

static size_t kept_count(const struct rig *rig)
{
    size_t count = 0;
    for (size_t i = 0; i < rig->descriptor->state_count; i++) count += is_kept(rig, i);
    return count;
}

/* Overwrites one state, or all (only: SIZE_MAX), shapes staying as they are. */
static void overwrite(struct rig *rig, size_t only, enum draw_fill fill, uint64_t *seed)
{
    for (size_t i = 0; i < rig->descriptor->state_count; i++) {
        struct lbh_cell *cell = rig_cell(rig, rig->descriptor->states[i].declared.slot);
        if (!is_kept(rig, i) || (only != SIZE_MAX && only != i) || !cell->slot.tensor.data) continue;
        draw_fill(cell->slot.type, lb_tensor_count(&cell->slot.tensor), fill, seed, cell->slot.tensor.data);
    }
}

/* Calls it on such states. Going on is right, and so is a failure with a reason. */
static void call_on(struct conform_case *c, size_t only, enum draw_fill fill, uint64_t *seed, int64_t before)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = true});
    const char *name = only == SIZE_MAX ? "all states" : rig->descriptor->states[only].declared.name;
    char what[128];
    snprintf(what, sizeof what, "%s of %s", draw_fill_name(fill), name);
    for (int64_t i = 0; i < before; i++) rig_must_call(rig, i);
    overwrite(rig, only, fill, seed);
    for (int64_t i = before; i < before + CALLS; i++) {
        conform_step(c, "call %lld, with %s", (long long)i, what);
        const lb_status status = rig_call(rig, i);
        hostile_judge(rig, status, what, mend);
    }
    conform_step(c, "destroy, after %s", what);
    rig_end(rig);
}

static void call_on_each(struct conform_case *c, const enum draw_fill *fills, size_t count, int rounds)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    const size_t states = rig->descriptor->state_count;
    uint64_t seed = c->seed;
    if (kept_count(rig) == 0) conform_skip(c, "it has no states that are kept");
    for (size_t k = 0; k < count * (size_t)rounds; k++) {
        for (size_t i = 0; i < states && states > 1; i++)
            if (is_kept(rig, i)) call_on(c, i, fills[k % count], &seed, (int64_t)(k & 1));
        call_on(c, SIZE_MAX, fills[k % count], &seed, (int64_t)(k & 1));
    }
    rig_end(rig);
}

static void states_may_be_zero(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_ZERO};
    call_on_each(c, fills, 1, 2);
}

static void states_may_be_random(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_RANDOM_BITS};
    call_on_each(c, fills, 1, ROUNDS);
}

static void states_may_be_extreme(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_NAN, DRAW_INFINITE, DRAW_LOWEST, DRAW_HUGE, DRAW_SUBNORMAL};
    call_on_each(c, fills, sizeof fills / sizeof fills[0], 2);
}

static const struct check checks[] = {
    {"states-may-be-zero", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN, "works on, or fails with a reason, where states are zero",
     states_may_be_zero, 30},
    {"states-may-be-random", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "works on, or fails with a reason, where states are random bits", states_may_be_random, 60},
    {"states-may-be-extreme", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "works on, or fails with a reason, where states are NaN, infinite, the least and the greatest numbers",
     states_may_be_extreme, 60},
};
const struct check_list level4_states = CHECK_LIST(checks);
