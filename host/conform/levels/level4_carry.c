/* SPDX-License-Identifier: MIT */
/* Level 4: a new instance, given the states of another one, goes on where that one was. */
#include <stdio.h>

#include "conform/checks.h"
#include "conform/rig/rig.h"
#include "level4.h"
#include "saved.h"

enum { MOST_CALLS = 8 };

/* What a run without any interruption comes to after each call. Returns how many calls went well. */
static int64_t run_whole(struct conform_case *c, uint64_t digests[MOST_CALLS])
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.extent = 0});
    int64_t made = 0;
    lb_status status = LB_OK;
    while (made < MOST_CALLS && status == LB_OK) {
        conform_step(c, "call %lld", (long long)made);
        status = rig_call(rig, made);
        if (status >= 0) digests[made++] = rig_digest(rig);
    }
    rig_end(rig);
    return made;
}

/* Returns the states of an instance that has been called so often, and is gone. */
static struct saved *states_after(struct conform_case *c, int64_t calls)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.extent = 0});
    for (int64_t i = 0; i < calls; i++) rig_must_call(rig, i);
    struct saved *saved = saved_take(rig);
    conform_step(c, "destroy, after %lld calls", (long long)calls);
    rig_end(rig);
    return saved;
}

struct level4_loss level4_find_loss(struct conform_case *c)
{
    uint64_t digests[MOST_CALLS];
    const int64_t count = run_whole(c, digests);
    struct level4_loss loss = {0, -1};
    for (loss.calls = count < 2 ? 0 : 1; loss.calls && loss.calls < count; loss.calls += loss.calls < 2 ? 1 : 2) {
        struct saved *saved = states_after(c, loss.calls);
        struct rig *rig = rig_start(c, &(struct rig_setup){.extent = 0});
        saved_give(saved, rig);
        saved_free(saved);
        for (int64_t i = loss.calls; i < count; i++) {
            rig_must_call(rig, i);
            if (rig_digest(rig) == digests[i]) continue;
            loss.call = i;
            return loss;
        }
        rig_end(rig);
    }
    return loss;
}

static void states_carry_everything(struct conform_case *c)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    if (rig->descriptor->flags & LB_FLAG_NOT_DETERMINISTIC)
        conform_skip(c, "it says that no two runs of it are alike (LB_FLAG_NOT_DETERMINISTIC)");
    rig_end(rig);
    const struct level4_loss loss = level4_find_loss(c);
    if (loss.calls == 0) conform_skip(c, "it makes one call only: there is nothing to go on with");
    if (loss.call < 0) return;
    conform_fail(
        c,
        "keep what a later call needs in a state: self holds only what follows from configs, shapes and what prepare has seen, "
        "and static variables hold nothing",
        "expected=the same results as without a new instance, found=others: a new one was created, prepared and given all "
        "values "
        "and states as they were after %lld calls, and call %lld came to something else",
        (long long)loss.calls, (long long)loss.call);
}

static const struct check checks[] = {
    {"states-carry-everything", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "goes on with a new instance that has the states of the old one, as if nothing had happened", states_carry_everything, 30},
};
const struct check_list level4_carry = CHECK_LIST(checks);
