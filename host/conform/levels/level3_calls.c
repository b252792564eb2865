/* SPDX-License-Identifier: MIT */
/* Level 3: what a call does not do unless the flags say so, seen in the functions that it calls and in those of the system. */
#include "conform/checks.h"

#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "conform/subject/crash.h"
#include "conform/subject/lockdown.h"
#include "level3.h"

/* One thing that a call does not do. */
struct ban {
    enum replaced_kind kind;
    uint64_t excuse;  /* the flag that admits it; 0: none does */
    const char *flag; /* its name */
    const char *what; /* "takes memory" */
    const char *mend;
    const int *numbers; /* of system calls, for who does without the C library; ends with -1 */
};

static const int memory_numbers[] = {SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(mremap), SCMP_SYS(munmap), -1};
static const int lock_numbers[] = {SCMP_SYS(futex), -1};
static const int file_numbers[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat), -1};
static const int thread_numbers[] = {SCMP_SYS(clone), -1};
static const int signal_numbers[] = {SCMP_SYS(rt_sigaction), -1};

/* What the handler of trapped calls has to know: it is given no pointer of ours. */
static struct conform_case *case_of_trap;
static const struct ban *ban_of_trap;
static struct replaced_subject subject;
static struct replaced_notes notes;
static int64_t iteration;

static _Noreturn void fail(const char *function)
{
    struct conform_case *c = case_of_trap;
    memcpy(c->verdict->trace, notes.trace, sizeof c->verdict->trace);
    conform_fail(c, ban_of_trap->mend, "its call in iteration %lld %s: %s", (long long)iteration, ban_of_trap->what, function);
}

/* Before it is carried out: what would be done then may be trapped where it is deadly. */
static void on_call(enum replaced_kind kind, const char *function)
{
    (void)kind;
    fail(function);
}

static void on_trap(struct verdict *verdict, int number)
{
    (void)verdict;
    /* Called on its behalf by one of ours, it is that one's. */
    if (!replaced_is_subject(&subject, NULL)) return;
    crash_trace(notes.trace, sizeof notes.trace);
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    fail(name ? name : "a system call");
}

static void keep(struct conform_case *c, const struct ban *ban)
{
    if (!replaced_works()) conform_skip(c, "a sanitizer is in the way in this build");
    struct rig *rig = rig_start(c, &(struct rig_setup){.seed = 0});
    const uint64_t flags = rig->descriptor->flags;
    if (flags & ban->excuse) conform_skip(c, "its flag %s says that it may", ban->flag);
    case_of_trap = c;
    ban_of_trap = ban;
    subject = level3_subject(rig);
    notes.only = 1u << ban->kind;
    notes.told = on_call;
    level3_warm_memory();
    /* Threads that a call starts would be trapped in what is theirs to do. */
    if (!(flags & LB_FLAG_THREADS)) {
        crash_set_system_call(on_trap);
        lockdown_these(ban->numbers);
    }
    const int64_t count = rig_usual_iterations(rig);
    lb_status status = LB_OK;
    for (iteration = 0; iteration < count && status == LB_OK; iteration++) {
        conform_step(c, "call %lld", (long long)iteration);
        replaced_watch(&subject, &notes);
        status = rig_call(rig, iteration);
        replaced_unwatch();
    }
}

static void call_allocates_nothing(struct conform_case *c)
{
    static const struct ban ban = {
        .kind = REPLACED_MEMORY,
        .excuse = LB_FLAG_ALLOCATES,
        .flag = "LB_FLAG_ALLOCATES",
        .what = "takes or gives back memory",
        .mend =
            "take it in create or prepare, or declare a state with LB_STATE_SCRATCH; what cannot do without says so with the "
            "flag LB_FLAG_ALLOCATES",
        .numbers = memory_numbers};
    keep(c, &ban);
}

static void call_locks_nothing(struct conform_case *c)
{
    static const struct ban ban = {
        .kind = REPLACED_LOCKS,
        .excuse = LB_FLAG_THREADS,
        .flag = "LB_FLAG_THREADS",
        .what = "locks, or waits",
        .mend =
            "no instance is called twice at once, so that there is nothing to lock; what has threads of its own says so with "
            "the flag LB_FLAG_THREADS",
        .numbers = lock_numbers};
    keep(c, &ban);
}

static void call_opens_no_file(struct conform_case *c)
{
    static const struct ban ban = {
        .kind = REPLACED_FILES,
        .excuse = LB_FLAG_EXTERNAL_EFFECTS,
        .flag = "LB_FLAG_EXTERNAL_EFFECTS",
        .what = "opens a file",
        .mend = "read files in create; what has them for its purpose says so with the flag LB_FLAG_EXTERNAL_EFFECTS",
        .numbers = file_numbers};
    keep(c, &ban);
}

static void call_starts_no_thread(struct conform_case *c)
{
    static const struct ban ban = {.kind = REPLACED_THREADS,
                                   .excuse = LB_FLAG_THREADS,
                                   .flag = "LB_FLAG_THREADS",
                                   .what = "starts a thread",
                                   .mend =
                                       "start threads in create, end them in destroy, and say so with the flag LB_FLAG_THREADS",
                                   .numbers = thread_numbers};
    keep(c, &ban);
}

static void call_sets_no_signal_handler(struct conform_case *c)
{
    static const struct ban ban = {
        .kind = REPLACED_SIGNALS,
        .what = "sets what happens on a signal",
        .mend = "leave signals to the program: they belong to the process, in which there are other blocks",
        .numbers = signal_numbers};
    keep(c, &ban);
}

static const struct check checks[] = {
    {.id = "call-allocates-nothing",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "takes no memory in a call, unless its flags say so",
     .run = call_allocates_nothing,
     .timeout_s = 60},
    {.id = "call-locks-nothing",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "locks nothing and waits for nobody in a call, unless its flags say so",
     .run = call_locks_nothing,
     .timeout_s = 60},
    {.id = "call-opens-no-file",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "opens no file in a call, unless its flags say so",
     .run = call_opens_no_file,
     .timeout_s = 60},
    {.id = "call-starts-no-thread",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "starts no thread in a call, unless its flags say so",
     .run = call_starts_no_thread,
     .timeout_s = 60},
    {.id = "call-sets-no-signal-handler",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "sets no signal handler in a call",
     .run = call_sets_no_signal_handler,
     .timeout_s = 60},
};
const struct check_list level3_calls = CHECK_LIST(checks);
