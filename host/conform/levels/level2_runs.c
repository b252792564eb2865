/* SPDX-License-Identifier: MIT */
/* Level 2, its basis: that there is an input with which the subject runs, and which one. */
#include "conform/checks.h"

#include <stdio.h>

#include "conform/rig/rig.h"

enum { MOST_ITERATIONS = 64 };

/* Tries one way to choose extents. Returns how many iterations were made: 0 where it refused; its reason is in the verdict then. */
static int64_t try_candidate(struct conform_case *c, int32_t candidate)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.candidate = candidate});
    int64_t made = 0;
    conform_step(c, "create, with inputs of kind %d", candidate);
    bool fine = rig_build(rig);
    if (fine) {
        conform_step(c, "prepare, with inputs of kind %d", candidate);
        fine = rig_prepare(rig) == LB_OK;
    }
    const int64_t most = rig->descriptor->kind == LB_KIND_LOOP ? 1 : MOST_ITERATIONS;
    while (fine && made < most) {
        conform_step(c, "call %lld, with inputs of kind %d", (long long)made, candidate);
        const lb_status status = rig_call(rig, made);
        if (status < 0) break;
        made++;
        if (status != LB_OK) break;
    }
    if (made == 0) snprintf(c->verdict->reason, sizeof c->verdict->reason, "%s", rig_reason(rig));
    rig_end(rig);
    return made;
}

static void runs(struct conform_case *c)
{
    char reason[sizeof c->verdict->reason] = "";
    for (int32_t candidate = 1; candidate <= RIG_CANDIDATES; candidate++) {
        const int64_t made = try_candidate(c, candidate);
        if (made > 0) {
            findings_of_run()->candidate = candidate;
            findings_of_run()->iterations = made;
            return;
        }
        /* The first refusal is about the plainest values. */
        if (candidate == 1) snprintf(reason, sizeof reason, "%s", c->verdict->reason);
    }
    conform_fail(c, "say in a profile what it needs: \"configs\", \"inputs\", \"dims\", \"components\", \"before\"",
                 "it refuses all inputs that were tried; the plainest one with: %s", reason);
}

static const struct check checks[] = {
    {.id = "runs",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY,
     .promise = "is created, prepared and called with plain inputs",
     .run = runs,
     .timeout_s = 20},
};
const struct check_list level2_runs = CHECK_LIST(checks);
