/* SPDX-License-Identifier: MIT */
/* Level 5: two pipelines on two threads at the same time, and one that goes from thread to thread. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "conform/rig/rig.h"

enum { MOST_CALLS = 64 };

/* What a pipeline came to, call by call. */
struct record {
    uint64_t digests[MOST_CALLS];
    lb_status statuses[MOST_CALLS];
    int64_t count;
    char reason[256]; /* why it was not made, or a call failed */
};

/* A pipeline on a thread of its own. */
struct runner {
    struct conform_case *c;
    struct rig_setup setup;
    int64_t calls;
    pthread_barrier_t *barrier; /* before each call; null: nobody is waited for */
    struct record record;
};

static const char *life(struct runner *runner, struct rig *rig)
{
    struct record *record = &runner->record;
    const bool fine = rig_build(rig) && rig_prepare(rig) == LB_OK;
    if (!fine) snprintf(record->reason, sizeof record->reason, "%s", rig_reason(rig));
    for (int64_t i = 0; i < runner->calls; i++) {
        if (runner->barrier) pthread_barrier_wait(runner->barrier);
        if (!fine || (i > 0 && record->statuses[i - 1] != LB_OK)) continue;
        record->statuses[i] = rig_call(rig, i);
        record->digests[i] = rig_digest(rig);
        record->count = i + 1;
        if (record->statuses[i] < 0) snprintf(record->reason, sizeof record->reason, "%s", rig_reason(rig));
    }
    return record->reason;
}

static void *run(void *user)
{
    struct runner *runner = user;
    struct rig *rig = rig_new(runner->c, &runner->setup);
    life(runner, rig);
    rig_end(rig);
    return NULL;
}

/* Returns the first call in which they differ; -1: none. */
static int64_t difference(const struct record *a, const struct record *b)
{
    const int64_t count = a->count < b->count ? a->count : b->count;
    for (int64_t i = 0; i < count; i++)
        if (a->digests[i] != b->digests[i] || a->statuses[i] != b->statuses[i]) return i;
    return a->count == b->count ? -1 : count;
}

static pthread_t start(struct conform_case *c, void *(*function)(void *), void *user)
{
    pthread_t thread;
    const int error = pthread_create(&thread, NULL, function, user);
    if (error) conform_fail(c, NULL, "cannot try it: %s", strerror(error));
    return thread;
}

/* Skips what would be asked of a block that has said that it cannot. Returns how many calls are worth making. */
static int64_t calls_for(struct conform_case *c, uint64_t flag, const char *what)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    const uint64_t flags = rig->descriptor->flags;
    const int64_t usual = rig_usual_iterations(rig);
    rig_end(rig);
    if (flags & flag) conform_skip(c, "%s", what);
    if (flags & LB_FLAG_NOT_DETERMINISTIC)
        conform_skip(c, "it says that no two runs of it are alike (LB_FLAG_NOT_DETERMINISTIC)");
    return usual < MOST_CALLS ? usual : MOST_CALLS;
}

/* Runs a pipeline with nobody beside it, twice: what is not alike then is another check's. */
static void run_alone(struct conform_case *c, struct runner *runner)
{
    struct runner again = *runner;
    run(runner);
    if (*runner->record.reason) conform_skip(c, "it fails alone, too: %s", runner->record.reason);
    run(&again);
    if (difference(&runner->record, &again.record) >= 0) conform_skip(c, "two runs of it differ alone, too");
}

static void survives_two_threads(struct conform_case *c)
{
    static struct runner alone[2], together[2];
    pthread_barrier_t barrier;
    pthread_t threads[2];
    const int64_t calls =
        calls_for(c, LB_FLAG_ONE_INSTANCE, "it says that there is one instance of it at a time (LB_FLAG_ONE_INSTANCE)");
    for (uint64_t k = 0; k < 2; k++) {
        alone[k] = together[k] = (struct runner){.c = c, .setup = {.seed = k}, .calls = calls};
        conform_step(c, "a pipeline alone");
        run_alone(c, &alone[k]);
    }
    pthread_barrier_init(&barrier, NULL, 2);
    conform_step(c, "two pipelines on two threads at the same time");
    for (int k = 0; k < 2; k++) {
        together[k].barrier = &barrier;
        threads[k] = start(c, run, &together[k]);
    }
    for (int k = 0; k < 2; k++) pthread_join(threads[k], NULL);
    for (int k = 0; k < 2; k++) {
        const int64_t other = difference(&alone[k].record, &together[k].record);
        if (other < 0) continue;
        conform_fail(
            c, "share nothing that is written between instances: no static variables; thread sanitizers find them",
            "expected=the same results beside another pipeline on another thread as alone, found=others in call %lld%s%s",
            (long long)other, *together[k].record.reason ? ": " : "", together[k].record.reason);
    }
}

/* One pipeline, each part of whose life is on a thread that ends with it. */
struct wanderer {
    struct runner runner;
    struct rig *rig;
};

static void *create_there(void *user)
{
    struct wanderer *wanderer = user;
    wanderer->rig = rig_new(wanderer->runner.c, &wanderer->runner.setup);
    if (!rig_build(wanderer->rig)) snprintf(wanderer->runner.record.reason, 256, "%s", rig_reason(wanderer->rig));
    return NULL;
}

static void *prepare_there(void *user)
{
    struct wanderer *wanderer = user;
    if (rig_prepare(wanderer->rig) != LB_OK) snprintf(wanderer->runner.record.reason, 256, "%s", rig_reason(wanderer->rig));
    return NULL;
}

static void *call_there(void *user)
{
    struct wanderer *wanderer = user;
    struct record *record = &wanderer->runner.record;
    const int64_t i = record->count++;
    record->statuses[i] = rig_call(wanderer->rig, i);
    record->digests[i] = rig_digest(wanderer->rig);
    if (record->statuses[i] < 0) snprintf(record->reason, sizeof record->reason, "%s", rig_reason(wanderer->rig));
    return NULL;
}

static void *destroy_there(void *user)
{
    rig_end(((struct wanderer *)user)->rig);
    return NULL;
}

static void may_change_threads(struct conform_case *c)
{
    static struct runner alone;
    static struct wanderer wanderer;
    static const char mend[] =
        "have no thread_local variables: what belongs to an instance is in self, what a later call needs in states";
    const int64_t calls =
        calls_for(c, LB_FLAG_ONE_THREAD, "it says that it wants to be called on one thread (LB_FLAG_ONE_THREAD)");
    alone = (struct runner){.c = c, .calls = calls};
    wanderer.runner = alone;
    conform_step(c, "a pipeline on one thread");
    run_alone(c, &alone);
    struct record *record = &wanderer.runner.record;
    conform_step(c, "create, on a thread of its own");
    pthread_join(start(c, create_there, &wanderer), NULL);
    if (*record->reason) conform_fail(c, mend, "expected=it is created on another thread, too, found=%s", record->reason);
    conform_step(c, "prepare, on another thread than create");
    pthread_join(start(c, prepare_there, &wanderer), NULL);
    if (*record->reason)
        conform_fail(c, mend, "expected=it is prepared on another thread than it was created on, found=%s", record->reason);
    for (int64_t i = 0; i < alone.record.count && !*record->reason; i++) {
        conform_step(c, "call %lld, on another thread than prepare", (long long)i);
        pthread_join(start(c, call_there, &wanderer), NULL);
    }
    const int64_t other = difference(&alone.record, record);
    if (other >= 0)
        conform_fail(c, mend,
                     "expected=the same results on threads of their own for create, prepare and each call, found=others in "
                     "call %lld%s%s",
                     (long long)other, *record->reason ? ": " : "", record->reason);
    conform_step(c, "destroy, on another thread than the calls");
    pthread_join(start(c, destroy_there, &wanderer), NULL);
}

static const struct check checks[] = {
    {"survives-two-threads", 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN, "serves two pipelines on two threads at the same time",
     survives_two_threads, 60},
    {"may-change-threads", 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "may be created, prepared, called and destroyed on different threads", may_change_threads, 60},
};
const struct check_list level5_threads = CHECK_LIST(checks);
