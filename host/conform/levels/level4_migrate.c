/* SPDX-License-Identifier: MIT */
/* Level 4: lb.migrate/1, given what no version of the block has written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conform/checks.h"
#include "others.h"

enum { ROUNDS = 16 };

/* The extension of the subject; an older one may lack backward. */
static const struct lb_migrate *migrate_of(const struct rig *rig)
{
    const struct lb_migrate *migrate = rig->descriptor->get_extension ? rig->descriptor->get_extension(LB_MIGRATE_ID) : NULL;
    const bool whole = migrate && migrate->struct_size >= offsetof(struct lb_migrate, forward) + sizeof migrate->forward;
    if (!whole || !migrate->forward) conform_skip(rig->c, "it does not offer lb.migrate/1");
    return migrate;
}

static bool has_backward(const struct lb_migrate *migrate)
{
    return migrate->struct_size >= offsetof(struct lb_migrate, backward) + sizeof migrate->backward && migrate->backward;
}

/* A new instance, prepared and called once, so that its states hold something. */
static struct rig *new_rig(struct conform_case *c)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
    migrate_of(rig);
    rig_must_call(rig, 0);
    return rig;
}

/* Calls forward. Right are success, and a failure with a reason after which the instance still works. */
static void offer(struct conform_case *c, const struct others *others, const char *version, const char *what)
{
    struct rig *rig = new_rig(c);
    struct lbh_instance *subject = rig->subject;
    struct lb_other_state *items = others_fenced(c, others);
    conform_step(c, "migrate forward from version \"%.32s\" with %s", version, what);
    const size_t failures = rig_failures(rig);
    rig->plan->diag = rig->diag;
    const lb_status status = migrate_of(rig)->forward(subject->self, &subject->state, version, items, others->count);
    if (status > 0)
        conform_fail(c, "return LB_OK, or what lb_fail returns",
                     "expected=LB_OK or a failure, found=%d, of forward from version \"%.32s\" with %s", status, version, what);
    if (status < 0 && rig_failures(rig) == failures)
        conform_fail(c, "say why with lb_fail: the user sees nothing else",
                     "expected=a reason, found=%d without one, of forward from version "
                     "\"%.32s\" with %s",
                     status, version, what);
    if (status < 0 && rig_usual_iterations(rig) > 1) {
        conform_step(c, "call, after forward has refused %s", what);
        if (rig_call(rig, 1) < 0)
            conform_fail(c, "change no state before all has been looked at",
                         "expected=it works after it has refused %s, found=%s", what, rig_reason(rig));
    }
    conform_step(c, "destroy, after forward with %s", what);
    rig_end(rig);
}

static const char *version_of(const struct rig *rig)
{
    return rig->descriptor->version;
}

static void migrate_refuses_truncated(struct conform_case *c)
{
    char what[128];
    struct rig *rig = new_rig(c);
    const struct others whole = others_own(rig, 0);
    if (whole.count == 0) conform_skip(c, "it has no states that could be cut short");
    for (uint32_t count = 1; count < whole.count; count++) {
        struct others some = whole;
        some.count = count;
        snprintf(what, sizeof what, "the first %u of its own %u states", count, whole.count);
        offer(c, &some, version_of(rig), what);
    }
    for (uint32_t without = 0; without + 1 < whole.count; without++) {
        struct others some = whole;
        some.count = whole.count - 1;
        for (uint32_t i = without; i < some.count; i++) some.items[i] = whole.items[i + 1];
        snprintf(what, sizeof what, "all of its own states but \"%s\"", whole.items[without].name);
        offer(c, &some, version_of(rig), what);
    }
    const struct others shorter = others_own(rig, 1), empty = others_own(rig, INT64_MAX);
    offer(c, &shorter, version_of(rig), "its own states, each tensor a row shorter");
    offer(c, &empty, version_of(rig), "its own states, each tensor without rows");
    rig_end(rig);
}

static void migrate_refuses_empty(struct conform_case *c)
{
    const struct others none = {.count = 0};
    struct rig *rig = new_rig(c);
    offer(c, &none, version_of(rig), "no states at all");
    offer(c, &none, "0.0.1", "no states at all");
    rig_end(rig);
}

static void migrate_refuses_random(struct conform_case *c)
{
    uint64_t seed = c->seed + 77;
    struct rig *rig = new_rig(c);
    if (others_own(rig, 0).count == 0) conform_skip(c, "it has no states that could hold anything");
    for (int round = 0; round < ROUNDS; round++) {
        const struct others others = others_own(rig, 0);
        for (uint32_t i = 0; i < others.count; i++) {
            const struct lb_tensor *tensor = &others.items[i].tensor;
            draw_fill(others.elements[i], lb_tensor_count(tensor), DRAW_RANDOM_BITS, &seed, tensor->data);
        }
        offer(c, &others, version_of(rig), "its own states, of random bits");
    }
    rig_end(rig);
}

static void migrate_refuses_strangers(struct conform_case *c)
{
    static const char *const ways[STRANGENESSES] = {[UNKNOWN_NAMES] = "states of unknown names",
                                                    [EMPTY_NAMES] = "states without names",
                                                    [OTHER_TYPES] = "states of its own names, but other types",
                                                    [OTHER_RANKS] = "states of its own names, but eight dimensions",
                                                    [NO_TYPES] = "states whose types are none",
                                                    [NULL_DATA] = "its own states, with null for data"};
    static char longest[65536];
    struct rig *rig = new_rig(c);
    const struct others own = others_own(rig, 0);
    memset(longest, '9', sizeof longest - 1);
    const char *const versions[] = {"", "0.0.0", "999999999999999999999.0.0", "-1", "%n%s", longest};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
        offer(c, &own, versions[i], "its own states, of a version that there is not");
    if (own.count == 0) conform_skip(c, "it has no states, so there are no others than its own");
    for (enum strangeness way = UNKNOWN_NAMES; way < STRANGENESSES; way++) {
        for (uint32_t only = 0; only <= own.count; only++) {
            struct others others = others_own(rig, 0);
            others_make_strange(c, &others, only < own.count ? only : UINT32_MAX, way);
            offer(c, &others, version_of(rig), ways[way]);
        }
    }
    rig_end(rig);
}

static void migrate_and_back_is_equal(struct conform_case *c)
{
    struct rig *rig = new_rig(c);
    const struct lb_migrate *migrate = migrate_of(rig);
    struct lbh_instance *subject = rig->subject;
    if (!has_backward(migrate)) conform_skip(c, "its lb.migrate/1 has no backward");
    const struct others before = others_own(rig, 0);
    if (before.count == 0) conform_skip(c, "it has no states to be compared");
    struct others after = others_own(rig, 0);
    rig->plan->diag = rig->diag;
    conform_step(c, "migrate forward from its own version %s", version_of(rig));
    if (migrate->forward(subject->self, &subject->state, version_of(rig), before.items, before.count) != LB_OK)
        conform_skip(c, "its forward does not take its own version's states: %s", rig_reason(rig));
    for (uint32_t i = 0; i < after.count; i++)
        memset(after.items[i].tensor.data, 0xA5,
               (size_t)lb_tensor_count(&after.items[i].tensor) * lbh_element_size(after.elements[i]));
    conform_step(c, "migrate backward to its own version %s", version_of(rig));
    if (migrate->backward(subject->self, &subject->state, version_of(rig), after.items, after.count) != LB_OK)
        conform_skip(c, "its backward does not make its own version's states: %s", rig_reason(rig));
    for (uint32_t i = 0; i < after.count; i++) {
        const size_t bytes = (size_t)lb_tensor_count(&before.items[i].tensor) * lbh_element_size(before.elements[i]);
        if (memcmp(before.items[i].tensor.data, after.items[i].tensor.data, bytes) != 0)
            conform_fail(c, "have backward write what forward has read: a trial that is taken back goes on from it",
                         "expected=\"%s\" as it was after forward and backward, found=other bytes", before.items[i].name);
    }
    rig_end(rig);
}

#define MIGRATES(id, promise, run)                                                                                             \
    {                                                                                                                          \
        (id), 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN, (promise), (run), 30                                                       \
    }
static const struct check checks[] = {
    MIGRATES("migrate-refuses-truncated", "takes or refuses states that are cut short", migrate_refuses_truncated),
    MIGRATES("migrate-refuses-empty", "takes or refuses to be given no states", migrate_refuses_empty),
    MIGRATES("migrate-refuses-random", "takes or refuses states of random bits", migrate_refuses_random),
    MIGRATES("migrate-refuses-strangers", "takes or refuses states and versions that it has never had",
             migrate_refuses_strangers),
    MIGRATES("migrate-and-back-is-equal", "writes the same states backward that it has read forward",
             migrate_and_back_is_equal),
};
const struct check_list level4_migrate = CHECK_LIST(checks);
