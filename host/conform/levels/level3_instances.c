/* SPDX-License-Identifier: MIT */
/* Level 3: the same again, whatever else there is: replays, other instances, other threads. */
#include "conform/checks.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "level3.h"

/* What parts of a check share, each in a process of its own: the subject is in no other. */
struct shared {
    struct level3_record plain;  /* alone, in a fresh process */
    struct level3_record second; /* once more, or otherwise */
    uint64_t excuse;             /* a flag with which there is nothing to check; 0: none */
    const char *excused;         /* why */
    const char *what;            /* what was compared */
    const char *mend;
};

/* Leaves other bytes in what is not cleared: the rest of the stack, and memory that was given back. */
static void disturb(int pattern)
{
    enum { STACK = 64 * 1024, PIECES = 8 };
    volatile char rest[STACK];
    void *pieces[PIECES];
    replaced_fill(pattern);
    for (size_t i = 0; i < sizeof rest; i++) rest[i] = (char)pattern;
    /* Other addresses, too. */
    for (int i = 0; i < PIECES; i++) pieces[i] = malloc((size_t)((i + 1) * pattern * 16));
    for (int i = 0; i < PIECES; i += 2) free(pieces[i]);
}

static void call_all(struct rig *rig, struct level3_record *record)
{
    const int64_t count = rig_usual_iterations(rig);
    lb_status status = LB_OK;
    for (int64_t i = 0; i < count && status == LB_OK; i++) {
        conform_step(rig->c, "call %lld", (long long)i);
        status = rig_call(rig, i);
        level3_note(rig, status, record);
    }
}

static void run_plainly(struct conform_case *c, void *user)
{
    struct shared *shared = user;
    disturb(0xa5);
    call_all(rig_start(c, &(struct rig_setup){.seed = 0}), &shared->plain);
}

static void run_disturbed(struct conform_case *c, void *user)
{
    struct shared *shared = user;
    disturb(0x5a);
    call_all(rig_start(c, &(struct rig_setup){.seed = 0}), &shared->second);
}

static void look_at_flags(struct conform_case *c, void *user)
{
    const struct shared *shared = user;
    const uint64_t flags = rig_new(c, &(struct rig_setup){.seed = 0})->descriptor->flags;
    if (flags & LB_FLAG_NOT_DETERMINISTIC)
        conform_skip(c, "its flag LB_FLAG_NOT_DETERMINISTIC says that no two runs are equal");
    if (flags & shared->excuse) conform_skip(c, "%s", shared->excused);
}

/* Leaves the check where its subject is not the same twice, which is another check's. */
static void look_at_replay(struct conform_case *c, void *user)
{
    char where[128];
    struct shared *shared = user;
    const struct rig *rig = rig_new(c, &(struct rig_setup){.seed = 0});
    if (!level3_same(rig, &shared->plain, &shared->second, where, sizeof where))
        conform_skip(c, "no two runs of it are equal: see `replays-equal`");
    memset(&shared->second, 0, sizeof shared->second);
}

static void judge(struct conform_case *c, void *user)
{
    char where[384];
    const struct shared *shared = user;
    const struct rig *rig = rig_new(c, &(struct rig_setup){.seed = 0});
    if (!level3_same(rig, &shared->plain, &shared->second, where, sizeof where))
        conform_fail(c, shared->mend, "%s (seed %llu) in %s", shared->what, (unsigned long long)c->seed, where);
}

static void replays_equal(struct conform_case *c)
{
    struct shared *shared = level3_share(c, sizeof *shared);
    shared->what = "two runs with the same inputs, in fresh processes, differ";
    shared->mend =
        "look for memory that is read before it is written, for the clock, for addresses; what is random on purpose says so "
        "with the flag LB_FLAG_NOT_DETERMINISTIC";
    level3_apart(c, look_at_flags, shared);
    level3_apart(c, run_plainly, shared);
    level3_apart(c, run_disturbed, shared);
    level3_apart(c, judge, shared);
}

/* The same, and then the second run otherwise. */
static void compare_with(struct conform_case *c, struct shared *shared, void (*otherwise)(struct conform_case *c, void *user))
{
    level3_apart(c, look_at_flags, shared);
    level3_apart(c, run_plainly, shared);
    level3_apart(c, run_disturbed, shared);
    level3_apart(c, look_at_replay, shared);
    level3_apart(c, otherwise, shared);
    level3_apart(c, judge, shared);
}

/* The other instance, in the midst of a wrapper's steps. */
static lb_status run_other(struct rig *rig, const void *arguments)
{
    (void)arguments;
    struct rig *other = rig->user;
    rig_call(other, 0);
    return LB_OK;
}

/* Another instance beside ours, with other inputs where it takes them. It is made first, and called first. */
static struct rig *start_other(struct conform_case *c)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.seed = 1});
    conform_step(c, "create of a first instance");
    if (rig_build(rig) && rig_prepare(rig) == LB_OK) return rig;
    return rig_start(c, &(struct rig_setup){.seed = 0});
}

static void run_beside(struct conform_case *c, void *user)
{
    struct shared *shared = user;
    disturb(0xa5);
    struct rig *other = start_other(c);
    conform_step(c, "create of a second instance, beside the first");
    struct rig *rig = rig_start(c, &(struct rig_setup){.seed = 0});
    const int64_t count = rig_usual_iterations(rig);
    lb_status status = LB_OK;
    if (rig->descriptor->kind == LB_KIND_LOOP) {
        rig->user = other;
        rig->probe = run_other;
    }
    for (int64_t i = 0; i < count && status == LB_OK; i++) {
        conform_step(c, "call %lld of two instances in turn", (long long)i);
        rig_call(other, i); /* what becomes of it is not looked at */
        status = rig_call(rig, i);
        level3_note(rig, status, &shared->second);
    }
}

static void instances_share_nothing(struct conform_case *c)
{
    struct shared *shared = level3_share(c, sizeof *shared);
    shared->excuse = LB_FLAG_ONE_INSTANCE;
    shared->excused = "its flag LB_FLAG_ONE_INSTANCE says that there is one a process";
    shared->what = "an instance with another one beside it, called in turn, differs from one that is alone";
    shared->mend =
        "keep nothing in static variables: what changes belongs into declared states, what is derived into self; or say so "
        "with the flag LB_FLAG_ONE_INSTANCE";
    compare_with(c, shared, run_beside);
}

/* One act of a rig's life, on a thread of its own. */
struct act {
    struct rig *rig;
    int64_t iteration; /* -2: build; -1: prepare */
    lb_status status;
    sem_t done, never;
};

static void *do_act(void *user)
{
    struct act *act = user;
    act->status = act->iteration == -2   ? (rig_build(act->rig) ? LB_OK : LB_FAILED)
                  : act->iteration == -1 ? rig_prepare(act->rig)
                                         : rig_call(act->rig, act->iteration);
    sem_post(&act->done);
    /* It stays to the end of the process, so that no other one is given its identity. */
    while (sem_wait(&act->never) != 0) {}
    return NULL;
}

static lb_status act_on_thread(struct rig *rig, int64_t iteration)
{
    pthread_t thread;
    struct act *act = level3_share(rig->c, sizeof *act); /* which lasts as long as the thread */
    act->rig = rig;
    act->iteration = iteration;
    sem_init(&act->done, 0, 0);
    sem_init(&act->never, 0, 0);
    if (pthread_create(&thread, NULL, do_act, act) != 0) conform_fail(rig->c, NULL, "cannot try it: no thread can be started");
    while (sem_wait(&act->done) != 0) {}
    return act->status;
}

static void run_on_threads(struct conform_case *c, void *user)
{
    struct shared *shared = user;
    disturb(0xa5);
    struct rig *rig = rig_new(c, &(struct rig_setup){.seed = 0});
    const int64_t count = rig_usual_iterations(rig);
    lb_status status = LB_OK;
    for (int64_t i = -2; i < count && status == LB_OK; i++) {
        conform_step(c, "%s on a thread of its own", i == -2 ? "create" : i == -1 ? "prepare" : "a call");
        status = act_on_thread(rig, i);
        if (i >= 0 || status < 0) level3_note(rig, status, &shared->second);
    }
}

static void any_thread_may_call(struct conform_case *c)
{
    struct shared *shared = level3_share(c, sizeof *shared);
    shared->excuse = LB_FLAG_ONE_THREAD;
    shared->excused = "its flag LB_FLAG_ONE_THREAD says that all is called on one thread";
    shared->what = "created, prepared and called on a thread each, it differs from all on one";
    shared->mend = "keep nothing in thread-local variables, and compare no thread with another; or say so with the flag "
                   "LB_FLAG_ONE_THREAD";
    compare_with(c, shared, run_on_threads);
}

static const struct check checks[] = {
    {.id = "replays-equal",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN | WANTS_FORK,
     .promise = "makes the same of the same inputs again, unless its flags say otherwise",
     .run = replays_equal,
     .timeout_s = 240},
    {.id = "instances-share-nothing",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN | WANTS_FORK,
     .promise = "has instances that do not know of each other",
     .run = instances_share_nothing,
     .timeout_s = 240},
    {.id = "any-thread-may-call",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN | WANTS_FORK,
     .promise = "does the same on whatever threads it is called, unless its flags say otherwise",
     .run = any_thread_may_call,
     .timeout_s = 240},
};
const struct check_list level3_instances = CHECK_LIST(checks);
