/* SPDX-License-Identifier: MIT */
/* Level 3: a call computes, and asks the system for nothing. What other checks are about is left to them. */
#include "conform/checks.h"

#include <seccomp.h>
#include <stdlib.h>

#include "conform/subject/crash.h"
#include "conform/subject/lockdown.h"
#include "level3.h"

/* Whose a system call is: of those that have it, the first. */
static const struct owner {
    const char *check; /* its id */
    uint64_t excuse;
    int numbers[20]; /* ends with -1 */
} owners[] = {
    {"call-allocates-nothing",
     LB_FLAG_ALLOCATES,
     {SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mprotect), -1}},
    {"call-locks-nothing", LB_FLAG_THREADS, {SCMP_SYS(futex), -1}},
    {"call-opens-no-file",
     LB_FLAG_EXTERNAL_EFFECTS,
     {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat), -1}},
    {"call-starts-no-thread",
     LB_FLAG_THREADS,
     {SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
      SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(mmap), SCMP_SYS(mprotect),
      SCMP_SYS(munmap), SCMP_SYS(madvise), -1}},
    {"call-sets-no-signal-handler", 0, {SCMP_SYS(rt_sigaction), -1}},
};
#define OWNER_COUNT (sizeof owners / sizeof owners[0])

/* The handler of trapped calls is given no pointer of ours. */
static struct conform_case *case_of_trap;
static struct replaced_subject subject;
static struct replaced_notes notes;
static int64_t iteration;

static const struct owner *owner_of(int number)
{
    for (size_t i = 0; i < OWNER_COUNT; i++)
        for (const int *at = owners[i].numbers; *at != -1; at++)
            if (*at == number) return &owners[i];
    return NULL;
}

static void on_trap(struct verdict *verdict, int number)
{
    struct conform_case *c = case_of_trap;
    const struct owner *owner = owner_of(number);
    if (!replaced_is_subject(&subject, NULL) && !owner) return;
    const char *known = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number), *name = known ? known : "?";
    if (owner)
        conform_skip(c, "it makes the system call %s, which `%s` is about; what comes after it is not seen", name,
                     owner->check);
    crash_trace(verdict->trace, sizeof verdict->trace);
    conform_fail(c,
                 "do it in create or prepare; what deals with files or peers by its purpose says so with the flag "
                 "LB_FLAG_EXTERNAL_EFFECTS",
                 "its call in iteration %lld makes the system call %s", (long long)iteration, name);
}

/* A thread is started with all signals blocked, where a trap is deadly. */
static void on_call(enum replaced_kind kind, const char *function)
{
    (void)kind;
    conform_skip(case_of_trap, "it calls %s, which `call-starts-no-thread` is about; what comes after it is not seen",
                 function);
}

/* Fills the list of what the flags admit. */
static void excuse(uint64_t flags, int *allowed)
{
    for (size_t i = 0; i < OWNER_COUNT; i++)
        for (const int *at = owners[i].numbers; (flags & owners[i].excuse) && *at != -1; at++) *allowed++ = *at;
    *allowed = -1;
}

static void call_makes_no_system_call(struct conform_case *c)
{
    if (!replaced_works()) conform_skip(c, "a sanitizer is in the way in this build");
    int allowed[20 * OWNER_COUNT];
    struct rig *rig = rig_start(c, &(struct rig_setup){.seed = 0});
    const uint64_t flags = rig->descriptor->flags;
    if (flags & LB_FLAG_EXTERNAL_EFFECTS) conform_skip(c, "its flag LB_FLAG_EXTERNAL_EFFECTS says that it may");
    case_of_trap = c;
    subject = level3_subject(rig);
    level3_warm_memory();
    free(seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, 0));
    excuse(flags, allowed);
    notes.only = 1u << REPLACED_THREADS;
    if (!(flags & LB_FLAG_THREADS)) notes.told = on_call;
    crash_set_system_call(on_trap);
    if (lockdown_all(allowed) != 0)
        conform_fail(c, "allow seccomp filters here, or check it elsewhere", "cannot confine the block");
    const int64_t count = rig_usual_iterations(rig);
    lb_status status = LB_OK;
    for (iteration = 0; iteration < count && status == LB_OK; iteration++) {
        conform_step(c, "call %lld", (long long)iteration);
        replaced_watch(&subject, &notes);
        status = rig_call(rig, iteration);
        replaced_unwatch();
    }
}

static const struct check checks[] = {
    {.id = "call-makes-no-system-call",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "asks the system for nothing in a call, unless its flags say so",
     .run = call_makes_no_system_call,
     .timeout_s = 60},
};
const struct check_list level3_system = CHECK_LIST(checks);
