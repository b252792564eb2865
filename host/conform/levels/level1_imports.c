/* SPDX-License-Identifier: MIT */
/* Level 1: functions of others that no block can call and be a good guest, told by their names before any of them is called. */
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "level1.h"

/*
 * __assert_fail is not among them: an assertion that fails is a bug, and ends what cannot go on. Nor are functions that only read
 * what belongs to the process, getenv say, and those that change what is the thread's and can be put back, such as fesetround: what
 * is left changed is found when the block runs.
 */
static const char *const exits[] = {"exit", "_exit", "_Exit", "abort",     "quick_exit",   "err",
                                    "errx", "verr",  "verrx", "thrd_exit", "pthread_exit", NULL};
static const char *const starts[] = {"fork",     "vfork",       "_Fork",        "clone",  "system",  "popen",  "execl",
                                     "execlp",   "execle",      "execv",        "execvp", "execvpe", "execve", "fexecve",
                                     "execveat", "posix_spawn", "posix_spawnp", "daemon", "forkpty", "ptrace", "wait",
                                     "wait3",    "wait4",       "waitpid",      "waitid", NULL};
static const char *const prints[] = {"printf",   "vprintf",          "__printf_chk", "__vprintf_chk", "puts",      "putchar",
                                     "putwchar", "putchar_unlocked", "wprintf",      "vwprintf",      "perror",    "psignal",
                                     "stdout",   "stderr",           "warn",         "warnx",         "vwarn",     "vwarnx",
                                     "syslog",   "vsyslog",          "_ZSt4cout",    "_ZSt4cerr",     "_ZSt4clog", NULL};
static const char *const settings[] = {
    "setlocale", "chdir",   "fchdir",    "chroot",      "umask",       "setenv",  "putenv",      "unsetenv",
    "clearenv",  "signal",  "sigaction", "bsd_signal",  "sigprocmask", "alarm",   "setitimer",   "setrlimit",
    "prlimit",   "setuid",  "setgid",    "setpriority", "nice",        "raise",   "kill",        "killpg",
    "mlockall",  "mallopt", "dup2",      "dup3",        "setsid",      "setpgid", "sigaltstack", NULL};
static const char *const jumps[] = {"longjmp", "_longjmp", "siglongjmp", "__longjmp_chk", NULL};
static const char *const landings[] = {"setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", NULL};
static const char *const contexts[] = {"setcontext", "swapcontext", NULL};
static const char *const loaders[] = {"dlopen", "dlmopen", "dlsym", "dlvsym", "dlclose", NULL};
static const char *const random_numbers[] = {"rand",    "srand",   "random",  "srandom", "initstate", "setstate", "drand48",
                                             "lrand48", "mrand48", "srand48", "seed48",  "lcong48",   NULL};
static const char *const buffers[] = {"strtok", "ctime",   "asctime", "localtime", "gmtime",   "tmpnam",        "l64a", "ecvt",
                                      "fcvt",   "ptsname", "ttyname", "getpwnam",  "getpwuid", "gethostbyname", NULL};
static const char *const threads[] = {"pthread_create",
                                      "thrd_create",
                                      "_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE",
                                      "GOMP_parallel",
                                      "__kmpc_fork_call",
                                      "timer_create",
                                      NULL};

/* Returns the first of these that the library asks for; null: none. */
static const char *find_import(struct conform_case *c, const char *const *names)
{
    for (; *names; names++)
        if (elf_file_needed(level1_elf(c), *names)) return *names;
    return NULL;
}

static void refuse_imports(struct conform_case *c, const char *const *names, const char *why, const char *mend)
{
    const char *name = find_import(c, names);
    if (name) conform_fail(c, mend, "expected=no use of it, found=%s: %s", name, why);
}

static void imports_no_exit(struct conform_case *c)
{
    refuse_imports(c, exits, "it ends the host's process or thread, with all other pipelines in it",
                   "report what is wrong with lb_fail, and return what it returns");
}

static void imports_no_process(struct conform_case *c)
{
    refuse_imports(c, starts, "other processes, and the host's own ones, are no block's business",
                   "call a library for it, or do it outside of the pipeline, between its runs");
}

static void imports_no_printing(struct conform_case *c)
{
    refuse_imports(c, prints, "standard output and error are the host's",
                   "tell the host, with lb_log; or return text as an output");
}

static void imports_no_settings(struct conform_case *c)
{
    refuse_imports(c, settings, "it changes what the whole process has in common",
                   "do without; paths, say, come from configs, and text is read and written without a locale");
}

static void imports_no_longjmp(struct conform_case *c)
{
    const char *mend = "return a status from function to function";
    refuse_imports(c, contexts, "it leaves the host's stack", mend);
    if (!find_import(c, landings))
        refuse_imports(c, jumps, "there is no setjmp in the library, so that it jumps out of it, over the host's functions",
                       mend);
}

static void imports_no_loader(struct conform_case *c)
{
    refuse_imports(c, loaders, "the host does not know what comes with it, and cannot check or unload it",
                   "link the library, and name it in the profile; let the pipeline choose between blocks or components");
}

static void imports_no_hidden_state(struct conform_case *c)
{
    refuse_imports(c, random_numbers, "its numbers are those of the whole process, and come out otherwise in a second run",
                   "use a component of lb.random/1, or keep the generator in a state");
    refuse_imports(c, buffers, "it answers in memory that all threads share", "use the variant whose name ends in _r");
}

static void threads_are_declared(struct conform_case *c)
{
    const char *name = find_import(c, threads);
    if (!name) conform_skip(c, "it starts no threads by itself");
    if (!(level1_descriptor(c)->flags & LB_FLAG_THREADS))
        conform_fail(c, "add .flags = LB_FLAG_THREADS, or do without threads",
                     "expected=LB_FLAG_THREADS in its flags, found=%s without it", name);
}

static const struct check checks[] = {
    {"imports-no-exit", 1, OF_ANY, 0, "cannot end the host", imports_no_exit, 0},
    {"imports-no-process", 1, OF_ANY, 0, "cannot start another process", imports_no_process, 0},
    {"imports-no-printing", 1, OF_ANY, 0, "cannot print: it has lb_log", imports_no_printing, 0},
    {"imports-no-settings", 1, OF_ANY, 0, "cannot change settings of the process", imports_no_settings, 0},
    {"imports-no-longjmp", 1, OF_ANY, 0, "cannot jump over the host's functions", imports_no_longjmp, 0},
    {"imports-no-loader", 1, OF_ANY, 0, "loads no libraries behind the host's back", imports_no_loader, 0},
    {"imports-no-hidden-state", 1, OF_ANY, 0, "uses no functions with a memory that all share", imports_no_hidden_state, 0},
    {"threads-are-declared", 1, OF_ANY, WANTS_LIBRARY, "says so if it starts threads", threads_are_declared, 0},
};
const struct check_list level1_imports = CHECK_LIST(checks);
