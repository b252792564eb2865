/* SPDX-License-Identifier: MIT */
/* Level 2, in guard mode: a block touches what it declares, within its bounds, and nothing that is not set. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conform/rig/exercise.h"
#include "guard.h"
#include "instance.h"
#include "level2.h"

/* What is looked for. */
typedef bool (*is_sought)(const struct lbh_violation *violation);

static _Noreturn void tell(const struct rig *rig)
{
    size_t count = lbh_diag_count(rig->diag);
    const struct lbh_error *error = NULL;
    /* The latest with a mend: behind it the host may have said that the call failed. */
    while (count > 0 && !(error && error->mend)) error = lbh_diag_borrow_error(rig->diag, --count);
    conform_fail(rig->c, error ? error->mend : NULL, "%s", error ? error->text : "");
}

/* Fails if the last act strayed in the way that is looked for. */
static void look(const struct rig *rig, is_sought sought)
{
    const struct lbh_violation *violation = lbh_guard_last(rig->plan);
    if (violation && sought(violation)) tell(rig);
}

/* Goes through a life in guard mode. Whatever else goes wrong is not what is looked for. */
static struct rig *go_through(struct conform_case *c, const struct rig_setup *setup, is_sought sought)
{
    struct rig *rig = rig_new(c, setup);
    conform_step(c, "create, in guard mode");
    if (!rig_build(rig)) return rig;
    conform_step(c, "prepare, in guard mode");
    const lb_status prepared = rig_prepare(rig);
    look(rig, sought);
    const int64_t calls = prepared == LB_OK ? level2_count(rig, LEVEL2_CALLS) : 0;
    for (int64_t i = 0; i < calls; i++) {
        conform_step(c, "call %lld, in guard mode", (long long)i);
        rig_call(rig, i);
        look(rig, sought);
    }
    return rig;
}

static bool is_undeclared(const struct lbh_violation *violation)
{
    return violation->kind == LBH_STRAY_UNDECLARED;
}

static bool is_behind(const struct lbh_violation *violation)
{
    return violation->kind == LBH_STRAY_BEHIND || violation->kind == LBH_STRAY_BEFORE;
}

static bool is_written_behind(const struct lbh_violation *violation)
{
    return is_behind(violation) && violation->wrote;
}

static bool is_read_behind(const struct lbh_violation *violation)
{
    return is_behind(violation) && !violation->wrote;
}

static bool is_unset(const struct lbh_violation *violation)
{
    return violation->kind == LBH_STRAY_UNSET;
}

/* Copies pointers to the end of a page behind which there is nothing. Null when out of memory. */
static void *put_at_edge(const void *pointers, size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (bytes + page - 1) / page * page;
    char *pages = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + room, page, PROT_NONE)) return NULL;
    if (bytes) memcpy(pages + room - bytes, pointers, bytes);
    return pages + room - bytes;
}

/* Calls the subject with tables of slots and components that end where they end. */
static void call_at_edges(struct conform_case *c)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
    struct lbh_instance *subject = rig->subject;
    const struct lbh_descriptor *d = rig->descriptor;
    subject->state.slots = put_at_edge(subject->slots, d->slot_count * sizeof *subject->slots);
    subject->components.items = put_at_edge(subject->refs, d->component_count * sizeof *subject->refs);
    struct lb_state *configs = (struct lb_state *)(uintptr_t)subject->state.configs;
    if (configs) configs->slots = put_at_edge(configs->slots, d->config_count * sizeof *configs->slots);
    if (!subject->state.slots || !subject->components.items) conform_fail(c, NULL, "cannot try it: out of memory");
    const int64_t calls = level2_count(rig, LEVEL2_CALLS);
    for (int64_t i = 0; i < calls; i++) {
        conform_step(c, "call %lld, with nothing behind the last of its slots, configs and components", (long long)i);
        rig_call(rig, i);
    }
}

static void touches_only_its_own(struct conform_case *c)
{
    struct rig *rig = go_through(c, &(struct rig_setup){.guard = true}, is_undeclared);
    const bool has_twin = rig->descriptor->kind == LB_KIND_BLOCK && !(rig->descriptor->flags & LB_FLAG_ONE_INSTANCE);
    rig_end(rig);
    if (has_twin) rig_end(go_through(c, &(struct rig_setup){.guard = true, .twin = true}, is_undeclared));
    call_at_edges(c);
}

static void writes_nothing_behind(struct conform_case *c)
{
    struct rig *rig = go_through(c, &(struct rig_setup){.guard = true}, is_written_behind);
    const char *complaint = exercise_complains(rig, EXERCISE_BEHIND);
    if (*complaint) conform_fail(c, "lb_tensor_count says how many elements there are", "its method %s", complaint);
}

/* Lives with this behind each value, so close that no page ends between. */
static struct rig *live_beside(struct conform_case *c, unsigned char byte, struct level2_record *records)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
    const int64_t calls = level2_count(rig, LEVEL2_CALLS);
    for (int64_t i = 0; i < calls; i++) {
        level2_poison(rig, LEVEL2_OUTPUTS | LEVEL2_SCRATCH, 0);
        level2_poison_behind(rig, byte);
        rig_must_call(rig, i);
        records[i] = level2_take(rig);
    }
    return rig;
}

static void reads_nothing_behind(struct conform_case *c)
{
    struct level2_record a[LEVEL2_CALLS], b[LEVEL2_CALLS];
    struct rig *rig = go_through(c, &(struct rig_setup){.guard = true}, is_read_behind);
    const bool is_deterministic = !(rig->descriptor->flags & LB_FLAG_NOT_DETERMINISTIC);
    rig_end(rig);
    if (!is_deterministic) return;
    rig_end(live_beside(c, LEVEL2_POISON, a));
    rig = live_beside(c, LEVEL2_OTHER_POISON, b);
    for (int64_t i = 0; i < level2_count(rig, LEVEL2_CALLS); i++) {
        const char *difference = level2_difference(rig, &a[i], &b[i], false);
        if (difference)
            conform_fail(c, "lb_count says how many elements there are",
                         "in call %lld \"%s\" depends on what lies behind the end of a value", (long long)i, difference);
    }
}

static void reads_no_unset_input(struct conform_case *c)
{
    struct rig *rig = go_through(c, &(struct rig_setup){.guard = true}, is_unset);
    size_t optional = 0;
    for (size_t i = 0; i < rig->descriptor->input_count; i++) {
        const struct lb_input *input = &rig->descriptor->inputs[i].declared;
        optional += input->name && !input->required && !input->default_value;
    }
    if (optional == 0) conform_skip(c, "all of its inputs are always set");
}

static const struct check checks[] = {
    {.id = "touches-only-its-own",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "touches no value that it does not declare, and no other one's states",
     .run = touches_only_its_own},
    {.id = "writes-nothing-behind-its-values",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "writes nothing behind the end of a value, or before its start",
     .run = writes_nothing_behind},
    {.id = "reads-nothing-behind-its-values",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "reads nothing behind the end of a value, or before its start",
     .run = reads_nothing_behind},
    {.id = "reads-no-unset-input",
     .level = 2,
     .kinds = OF_BLOCK | OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "asks whether an input is set before it reads it",
     .run = reads_no_unset_input},
};
const struct check_list level2_guard = CHECK_LIST(checks);
