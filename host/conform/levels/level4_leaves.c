/* SPDX-License-Identifier: MIT */
/* Level 4: what is left behind in the process when the last instance is gone, and what is changed for whoever comes next. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conform/checks.h"
#include "conform/replaced/leftovers.h"
#include "conform/rig/rig.h"

enum { MOST_CALLS = 3, MOST_WAITS = 100, WAIT_NS = 10000000 };

/* A check, and which facts it is about. */
struct watched {
    const char *id;
    enum leftover kind;
    bool at_once; /* what others meet between two functions of the block; else only what there is in the end */
    const char *mend;
};

static const struct watched all[] = {
    {"leaves-no-thread", LEFT_THREADS, false, "end threads and join them in destroy, at the latest"},
    {"leaves-no-descriptor", LEFT_DESCRIPTORS, false, "close in destroy what create has opened"},
    {"leaves-no-thread-local-destructor", LEFT_THREAD_LOCALS, false,
     "have no thread_local objects with destructors, delete keys in destroy: their functions are called when the library may "
     "be gone"},
    {"leaves-no-exit-handler", LEFT_EXIT_HANDLERS, false,
     "do it in destroy: a handler cannot be taken back, and the library may be gone"},
    {"leaves-no-signal-handler", LEFT_SIGNAL_HANDLERS, false, "signals are the program's: install no handler"},
    {"leaves-the-signal-mask", LEFT_SIGNAL_MASK, true,
     "put back with pthread_sigmask what was blocked before, before you return"},
    {"leaves-the-locale", LEFT_LOCALE, true,
     "use functions that take a locale_t, or put it back with uselocale before you return"},
    {"leaves-the-float-mode", LEFT_FLOAT_MODE, true,
     "put it back with fesetenv before you return; link without -ffast-math, -Ofast and -funsafe-math-optimizations"},
    {"leaves-the-working-directory", LEFT_FOLDER, true, "open files by whole paths, or with openat"},
    {"leaves-the-environment", LEFT_ENVIRONMENT, true,
     "take settings from configs, and set no variables: other threads read them"},
    {"leaves-the-umask", LEFT_UMASK, true, "use fchmod on the file itself: the mask is the whole program's"},
    {"leaves-no-timer", LEFT_TIMERS, false,
     "delete in destroy what timer_create has made; setitimer and alarm are the program's"},
    {"leaves-the-limits", LEFT_LIMITS, true, "limits are the program's: fail with a reason where they are too low"},
    {"leaves-the-priority", LEFT_PRIORITY, true, "set niceness, policy and processors for threads of your own only"},
    {"leaves-the-attributes", LEFT_ATTRIBUTES, true, "names, owners and flags of the process are the program's"},
};

static const struct watched *find(const char *id)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].id, id) == 0) return &all[i];
    return NULL;
}

/* Fails the case if anything is other than it was. What is about to end, as a thread is, is waited for. */
static void compare(struct conform_case *c, const struct watched *watched, const char *before, const char *when)
{
    const struct timespec pause = {0, WAIT_NS};
    char text[768];
    bool differs = true;
    for (int i = 0; differs && i < (watched->at_once ? 1 : MOST_WAITS); i++) {
        if (i > 0) nanosleep(&pause, NULL);
        char *after = leftovers_take(watched->kind);
        if (!after) conform_fail(c, NULL, "cannot try it: out of memory");
        differs = leftovers_differ(before, after, text, sizeof text);
        free(after);
    }
    if (differs) conform_fail(c, watched->mend, "expected=all as before it was loaded, found after %s: %s", when, text);
}

static char *take(struct conform_case *c, enum leftover kind)
{
    char *facts = leftovers_take(kind);
    if (!facts) conform_fail(c, NULL, "cannot try it: out of memory");
    return facts;
}

/* A whole life. */
static void live(struct conform_case *c, const struct watched *watched, const char *before)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    const int64_t most = rig_usual_iterations(rig) < MOST_CALLS ? rig_usual_iterations(rig) : MOST_CALLS;
    if (watched->at_once) compare(c, watched, before, "loading");
    conform_step(c, "create");
    if (!rig_build(rig)) conform_fail(c, NULL, "it is not created: %s", rig_reason(rig));
    if (watched->at_once) compare(c, watched, before, "create");
    conform_step(c, "prepare");
    if (rig_prepare(rig) != LB_OK) conform_fail(c, NULL, "it is not prepared: %s", rig_reason(rig));
    if (watched->at_once) compare(c, watched, before, "prepare");
    for (int64_t i = 0; i < most; i++) {
        rig_must_call(rig, i);
        if (watched->at_once) compare(c, watched, before, rig->descriptor->is_component ? "its methods were called" : "call");
    }
    conform_step(c, "destroy");
    rig_end(rig);
}

static void leaves_nothing(struct conform_case *c)
{
    const struct watched *watched = find(c->check->id);
    lbh_host_free(lbh_host_new()); /* whatever the host needs once a process */
    char *before = take(c, watched->kind);
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    const bool has_threads = (rig->descriptor->flags & LB_FLAG_THREADS) != 0;
    rig_end(rig);
    live(c, watched, before);
    if (watched->kind == LEFT_THREADS && has_threads) {
        /* A pool that serves all instances, as OpenMP's does, may stay. It must not grow. */
        free(before);
        before = take(c, watched->kind);
        live(c, watched, before);
    }
    conform_step(c, "look for what is left behind");
    compare(c, watched, before, "destroy");
    free(before);
}

#define LEAVES(id, promise)                                                                                                    \
    {                                                                                                                          \
        (id), 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN, (promise), leaves_nothing, 30                                              \
    }
static const struct check checks[] = {
    LEAVES("leaves-no-thread", "leaves no thread behind"),
    LEAVES("leaves-no-descriptor", "leaves no file open, and those of others as they were"),
    LEAVES("leaves-no-thread-local-destructor", "leaves nothing to be called when a thread ends"),
    LEAVES("leaves-no-exit-handler", "leaves nothing to be called when the process ends"),
    LEAVES("leaves-no-signal-handler", "leaves what happens on signals as it was"),
    LEAVES("leaves-the-signal-mask", "leaves the signals that are blocked as they were"),
    LEAVES("leaves-the-locale", "leaves the locale as it was"),
    LEAVES("leaves-the-float-mode", "leaves rounding, subnormal numbers and traps as they were"),
    LEAVES("leaves-the-working-directory", "leaves the working directory as it was"),
    LEAVES("leaves-the-environment", "leaves the environment's variables as they were"),
    LEAVES("leaves-the-umask", "leaves the mask of new files' rights as it was"),
    LEAVES("leaves-no-timer", "leaves no timer armed"),
    LEAVES("leaves-the-limits", "leaves the limits of resources as they were"),
    LEAVES("leaves-the-priority", "leaves priority and processors as they were"),
    LEAVES("leaves-the-attributes", "leaves the process's name, owners and flags as they were"),
};
const struct check_list level4_leaves = CHECK_LIST(checks);
