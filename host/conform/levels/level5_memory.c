/* SPDX-License-Identifier: MIT */
/* Level 5: memory that is refused, once, at every place where the block asks for some. */
#include <stdint.h>
#include <stdio.h>

#include "conform/checks.h"
#include "conform/replaced/replaced.h"
#include "conform/rig/rig.h"
#include "level3.h"

enum { MOST_REQUESTS = 2000, MOST_LEAK_REQUESTS = 100, LEAK_ROUNDS = 5 };

static const char mend[] = "look at what malloc and the like return, give back what was taken before, and return LB_NO_MEMORY";

/* create is called by the host in the midst of much else: this stands in its place while memory is refused. One a process. */
static struct {
    struct rig *rig;
    lb_status (*create)(const struct lb_info *info, void **self);
    struct replaced_subject subject;
    struct replaced_notes notes;
    uint64_t n;
    bool refused;
} refusal;

static void begin_refusal(const struct rig *rig, uint64_t n)
{
    refusal.subject = level3_subject(rig);
    refusal.notes = (struct replaced_notes){.counts = {0}};
    replaced_watch(&refusal.subject, &refusal.notes);
    replaced_refuse(n);
}

static void end_refusal(void)
{
    refusal.refused = replaced_refused();
    replaced_unwatch();
    replaced_refuse(UINT64_MAX);
}

static lb_status create_without_memory(const struct lb_info *info, void **self)
{
    begin_refusal(refusal.rig, refusal.n);
    const lb_status status = refusal.create(info, self);
    end_refusal();
    return status;
}

/* Returns a rig whose subject's n-th request within create is refused. */
static struct rig *rig_without_memory(struct conform_case *c, uint64_t n)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    if (!replaced_works()) conform_skip(c, "a sanitizer serves the memory of this build");
    if (!rig->descriptor->create) conform_skip(c, "it has no create");
    refusal.rig = rig;
    refusal.create = rig->descriptor->create;
    refusal.n = n;
    refusal.refused = false;
    /* The descriptor is the host's own copy. */
    ((struct lbh_descriptor *)(uintptr_t)rig->descriptor)->create = create_without_memory;
    return rig;
}

/* The first hundred, then fewer and fewer. */
static uint64_t next_request(uint64_t n)
{
    return n < 100 ? n + 1 : n + n / 20;
}

static void check_new_one(struct conform_case *c, const char *phase, uint64_t n)
{
    conform_step(c, "a new instance, after memory was refused in %s", phase);
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    if (!rig_build(rig) || rig_prepare(rig) != LB_OK || rig_call(rig, 0) < 0)
        conform_fail(c, mend, "expected=a new instance works after request %llu for memory was refused in %s, found=%s",
                     (unsigned long long)n, phase, rig_reason(rig));
    rig_end(rig);
}

static void no_memory_in_create(struct conform_case *c)
{
    uint64_t n = 0;
    for (bool refused = true; refused && n < MOST_REQUESTS; n = next_request(n)) {
        struct rig *rig = rig_without_memory(c, n);
        conform_step(c, "create, whose request %llu for memory is refused", (unsigned long long)n);
        const bool created = rig_build(rig);
        refused = refusal.refused;
        if (!refused && n == 0) conform_skip(c, "it asks for no memory in create");
        /* Having done without, it works, or fails with a reason. */
        conform_step(c, "prepare, after create had done without its request %llu for memory", (unsigned long long)n);
        if (created && refused && rig_prepare(rig) == LB_OK) {
            conform_step(c, "call 0, after create had done without its request %llu for memory", (unsigned long long)n);
            rig_call(rig, 0);
        }
        conform_step(c, "destroy, after request %llu for memory was refused in create", (unsigned long long)n);
        rig_end(rig);
    }
    check_new_one(c, "create", n);
}

static void no_memory_in_prepare(struct conform_case *c)
{
    uint64_t n = 0;
    for (bool refused = true; refused && n < MOST_REQUESTS; n = next_request(n)) {
        struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
        if (!replaced_works()) conform_skip(c, "a sanitizer serves the memory of this build");
        if (!rig_build(rig)) conform_fail(c, mend, "it is not created: %s", rig_reason(rig));
        conform_step(c, "prepare, whose request %llu for memory is refused", (unsigned long long)n);
        begin_refusal(rig, n);
        const lb_status status = rig_prepare(rig);
        end_refusal();
        refused = refusal.refused;
        if (!refused && n == 0) conform_skip(c, "it asks for no memory in prepare");
        conform_step(c, "prepare once more, after request %llu for memory was refused", (unsigned long long)n);
        if (status == LB_OK || (refused && rig_prepare(rig) == LB_OK)) {
            conform_step(c, "call 0, after request %llu for memory was refused in prepare", (unsigned long long)n);
            rig_call(rig, 0);
        }
        conform_step(c, "destroy, after request %llu for memory was refused in prepare", (unsigned long long)n);
        rig_end(rig);
    }
    check_new_one(c, "prepare", n);
}

static void no_memory_in_call(struct conform_case *c)
{
    uint64_t n = 0;
    for (bool refused = true; refused && n < MOST_REQUESTS; n = next_request(n)) {
        struct rig *rig = rig_start(c, &(struct rig_setup){.extent = 0});
        if (!replaced_works()) conform_skip(c, "a sanitizer serves the memory of this build");
        conform_step(c, "call 0, whose request %llu for memory is refused", (unsigned long long)n);
        begin_refusal(rig, n);
        rig_call(rig, 0);
        end_refusal();
        refused = refusal.refused;
        if (!refused && n == 0) conform_skip(c, "it asks for no memory in call");
        conform_step(c, "call 0 once more, after request %llu for memory was refused", (unsigned long long)n);
        rig_call(rig, 0);
        conform_step(c, "destroy, after request %llu for memory was refused in call", (unsigned long long)n);
        rig_end(rig);
    }
    check_new_one(c, "call", n);
}

/* Returns whether the n-th request was refused, and create failed for it. */
static bool fail_to_create(struct conform_case *c, uint64_t n)
{
    struct rig *rig = rig_without_memory(c, n);
    const bool created = rig_build(rig);
    rig_end(rig);
    return refusal.refused && !created;
}

static void keeps_nothing_after_failure(struct conform_case *c)
{
    const size_t other = checks_find("survives-no-memory-in-create");
    if (findings_of_run()->verdicts[other].outcome == OUTCOME_FAILED)
        conform_skip(c, "it does not survive that: see `survives-no-memory-in-create`");
    bool any = false, refused = true;
    for (uint64_t n = 0; refused && n < MOST_LEAK_REQUESTS; n++) {
        int64_t before = 0, least = INT64_MAX;
        conform_step(c, "create, whose request %llu for memory is refused, again and again", (unsigned long long)n);
        for (int round = 0; round < LEAK_ROUNDS; round++) {
            const bool failed = fail_to_create(c, n);
            refused = refusal.refused;
            if (!failed) least = 0;
            any = any || failed;
            const int64_t now = replaced_live_bytes();
            /* The first round may fill what serves all that follow. */
            if (round > 0 && now - before < least) least = now - before;
            before = now;
        }
        if (least > 0)
            conform_fail(c, "on failure, create gives back what it has taken: destroy is not called then",
                         "expected=nothing is kept by a create that fails, found=%lld bytes more each time that its request "
                         "%llu for memory is "
                         "refused",
                         (long long)least, (unsigned long long)n);
    }
    if (!any) conform_skip(c, "its create cannot be made to fail by refusing it memory");
}

#define MEMORY(id, promise, run)                                                                                               \
    {                                                                                                                          \
        (id), 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN, (promise), (run), 120                                                      \
    }
static const struct check checks[] = {
    MEMORY("survives-no-memory-in-create", "is created, or fails, where memory is refused in create", no_memory_in_create),
    MEMORY("survives-no-memory-in-prepare", "is prepared, or fails, where memory is refused in prepare", no_memory_in_prepare),
    MEMORY("survives-no-memory-in-call", "goes on, or fails, where memory is refused in call", no_memory_in_call),
    MEMORY("keeps-nothing-after-failure", "keeps nothing when create fails", keeps_nothing_after_failure),
};
const struct check_list level5_memory = CHECK_LIST(checks);
