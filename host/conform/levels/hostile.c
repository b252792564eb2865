/* SPDX-License-Identifier: MIT */
/* The judgement, and its comparison with plain values. */
#include "hostile.h"

#include <string.h>

#include "guard.h"

enum { CALLS = 2 };

static bool is_silent(const struct rig *rig, lb_status status)
{
    return status < 0 && strstr(rig_reason(rig), "gave no reason");
}

/* Returns whether it behaves no better when all is plain. */
static bool does_it_anyway(const struct rig *rig)
{
    struct rig_setup setup = *rig->setup;
    if (setup.extent == RIG_NO_EXTENT) setup.extent = 0;
    struct rig *plain = rig_new(rig->c, &setup);
    bool found = false;
    if (rig_build(plain)) {
        lb_status status = rig_prepare(plain);
        for (int64_t i = 0; i < CALLS && status == LB_OK; i++) status = rig_call(plain, i);
        found = lbh_guard_last(plain->plan) || is_silent(plain, status);
    }
    rig_end(plain);
    return found;
}

void hostile_judge(const struct rig *rig, lb_status status, const char *what, const char *mend)
{
    const bool strayed = lbh_guard_last(rig->plan) != NULL;
    if ((!strayed && !is_silent(rig, status)) || does_it_anyway(rig)) return;
    if (strayed)
        conform_fail(rig->c, mend, "expected=a result or a failure, found=it strays, with %s: %s", what, rig_reason(rig));
    conform_fail(rig->c, mend, "expected=a reason, found=status %d without one, with %s", status, what);
}
