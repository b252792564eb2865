/* SPDX-License-Identifier: MIT */
/* The facts that the kernel keeps of a process, and how two lists of facts are compared. */
#include "leftovers.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Calls back for the numbers in a folder of /proc, without the descriptor by which it is read. */
static void for_numbers(const char *folder, FILE *file, void (*print)(FILE *file, int number))
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        char *end;
        const long number = strtol(entry->d_name, &end, 10);
        if (end != entry->d_name && *end == '\0' && number != dirfd(directory)) print(file, (int)number);
    }
    if (directory) closedir(directory);
}

static void print_descriptor(FILE *file, int fd)
{
    char link[64], target[256];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0) return;
    target[length] = '\0';
    fprintf(file, "descriptor %d: %s, flags=0%o\n", fd, target, (unsigned)fcntl(fd, F_GETFL));
}

static void print_thread(FILE *file, int tid)
{
    char path[64], name[64] = "";
    if (tid == gettid()) return;
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", tid);
    FILE *comm = fopen(path, "re");
    if (!comm) return; /* it has ended */
    if (fgets(name, sizeof name, comm)) name[strcspn(name, "\n")] = '\0';
    fclose(comm);
    fprintf(file, "thread %d \"%s\"\n", tid, name);
}

/* Copies the lines of a file that begin with one of these, or all. */
static void print_lines(FILE *file, const char *path, const char *const *beginnings)
{
    char line[512];
    FILE *from = fopen(path, "re");
    while (from && fgets(line, sizeof line, from)) {
        bool wanted = !beginnings;
        for (size_t i = 0; beginnings && beginnings[i]; i++)
            wanted = wanted || strncmp(line, beginnings[i], strlen(beginnings[i])) == 0;
        if (wanted) fputs(line, file);
    }
    if (from) fclose(from);
}

static void print_handlers(FILE *file)
{
    stack_t stack;
    for (int number = 1; number <= SIGRTMAX; number++) {
        struct sigaction action;
        Dl_info info;
        if (sigaction(number, NULL, &action) != 0) continue;
        /* The member is a union: either function is the address. */
        const uintptr_t address = (uintptr_t)action.sa_handler;
        const char *name = sigabbrev_np(number);
        fprintf(file, "signal %d (%s): ", number, name ? name : "real-time");
        if (address == (uintptr_t)SIG_DFL || address == (uintptr_t)SIG_IGN)
            fprintf(file, "%s", address == (uintptr_t)SIG_DFL ? "default" : "ignored");
        else if (dladdr((const void *)address, &info) && info.dli_fname)
            fprintf(file, "handled by %s+0x%zx", info.dli_fname, (size_t)(address - (uintptr_t)info.dli_fbase));
        else
            fprintf(file, "handled by 0x%zx", (size_t)address);
        fprintf(file, ", flags=0x%x\n", (unsigned)action.sa_flags);
    }
    if (sigaltstack(NULL, &stack) == 0) fprintf(file, "alternate stack of signals: %p\n", stack.ss_sp);
}

static void print_timers(FILE *file)
{
    static const char *const beginnings[] = {"ID:", "notify:", NULL};
    static const struct {
        const char *name;
        __itimer_which_t which;
    } kinds[] = {{"ITIMER_REAL", ITIMER_REAL}, {"ITIMER_VIRTUAL", ITIMER_VIRTUAL}, {"ITIMER_PROF", ITIMER_PROF}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct itimerval value;
        const bool armed = getitimer(kinds[i].which, &value) == 0 && (value.it_value.tv_sec || value.it_value.tv_usec);
        fprintf(file, "%s is %s\n", kinds[i].name, armed ? "armed (setitimer or alarm)" : "not armed");
    }
    print_lines(file, "/proc/self/timers", beginnings); /* made by timer_create */
}

static void print_priority(FILE *file)
{
    static const char *const beginnings[] = {"Cpus_allowed_list:", "Mems_allowed_list:", NULL};
    struct sched_param parameters = {.sched_priority = 0};
    sched_getparam(0, &parameters);
    fprintf(file, "niceness %d\n", getpriority(PRIO_PROCESS, 0));
    fprintf(file, "scheduling policy %d, priority %d\n", sched_getscheduler(0), parameters.sched_priority);
    fprintf(file, "timer slack %d ns\n", prctl(PR_GET_TIMERSLACK));
    print_lines(file, "/proc/thread-self/status", beginnings);
}

static void print_attributes(FILE *file)
{
    char name[32] = "";
    prctl(PR_GET_NAME, name);
    fprintf(file, "thread's name \"%s\"\n", name);
    fprintf(file, "dumpable %d\n", prctl(PR_GET_DUMPABLE));
    fprintf(file, "parent's death signals it by %d\n", prctl(PR_GET_KEEPCAPS));
    fprintf(file, "personality 0x%x\n", (unsigned)personality(0xffffffff));
    fprintf(file, "user %u, %u; group %u, %u\n", getuid(), geteuid(), getgid(), getegid());
}

static void print(FILE *file, enum leftover kind)
{
    switch (kind) {
    case LEFT_THREADS: for_numbers("/proc/self/task", file, print_thread); break;
    case LEFT_DESCRIPTORS: for_numbers("/proc/self/fd", file, print_descriptor); break;
    case LEFT_THREAD_LOCALS: leftovers_print_thread_locals(file); break;
    case LEFT_EXIT_HANDLERS: leftovers_print_exit_handlers(file); break;
    case LEFT_SIGNAL_HANDLERS: print_handlers(file); break;
    case LEFT_SIGNAL_MASK: leftovers_print_signal_mask(file); break;
    case LEFT_LOCALE: leftovers_print_locale(file); break;
    case LEFT_FLOAT_MODE: leftovers_print_float_mode(file); break;
    case LEFT_FOLDER: leftovers_print_folder(file); break;
    case LEFT_ENVIRONMENT: leftovers_print_environment(file); break;
    case LEFT_UMASK: leftovers_print_umask(file); break;
    case LEFT_TIMERS: print_timers(file); break;
    case LEFT_LIMITS: print_lines(file, "/proc/self/limits", NULL); break;
    case LEFT_PRIORITY: print_priority(file); break;
    case LEFT_ATTRIBUTES: print_attributes(file); break;
    case LEFT_KINDS: break;
    }
}

char *leftovers_take(enum leftover kind)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file) return NULL;
    print(file, kind);
    if (fclose(file) == 0) return text;
    free(text);
    return NULL;
}

static bool has_line(const char *text, const char *line, size_t length)
{
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n')
        if (strcspn(at, "\n") == length && memcmp(at, line, length) == 0) return true;
    return false;
}

/* Appends the lines of one text that the other has not. */
static void tell(const char *text, const char *other, const char *word, char *out, size_t size)
{
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        const size_t length = strcspn(at, "\n"), used = strlen(out);
        if (!has_line(other, at, length))
            snprintf(out + used, size - used, "%s%s: %.*s", used ? "; " : "", word, (int)length, at);
    }
}

bool leftovers_differ(const char *before, const char *after, char *text, size_t size)
{
    *text = '\0';
    tell(before, after, "before", text, size);
    tell(after, before, "after", text, size);
    return *text != '\0';
}
