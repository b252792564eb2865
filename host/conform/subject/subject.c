/* SPDX-License-Identifier: MIT */
/* The child's beginning, and the parent's patience. */
#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "conform/job.h"
#include "crash.h"
#include "helper_end.h"
#include "lockdown.h"
#include "trace.h"

enum { DEFAULT_TIMEOUT_S = 10, LOOK_NS = 20000000 };

/* The child's standard output and error are one file in memory, which both sides read. */
static int open_output(void)
{
    return memfd_create("output", MFD_CLOEXEC);
}

static size_t read_output(int fd, char *text, size_t size)
{
    const off_t length = lseek(fd, 0, SEEK_END);
    const ssize_t got = pread(fd, text, size - 1, 0);
    text[got > 0 ? got : 0] = '\0';
    return length > 0 ? (size_t)length : 0;
}

size_t subject_printed(char *text, size_t size)
{
    fflush(stdout);
    fflush(stderr);
    return read_output(STDOUT_FILENO, text, size);
}

/* A block that takes memory without end is to meet an end before the machine does. */
static void limit_memory(void)
{
    const rlim_t half = (rlim_t)sysconf(_SC_PHYS_PAGES) * (rlim_t)sysconf(_SC_PAGESIZE) / 2;
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) != 0 || limit.rlim_cur <= half) return;
    limit.rlim_cur = half; /* not the hard one: what a check starts may need address space without end */
    setrlimit(RLIMIT_DATA, &limit);
}

static _Noreturn void be_subject(struct conform_case *c, int output)
{
    const struct rlimit no_core = {0, 0};
    const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &no_core);
    limit_memory();
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    crash_watch(c->verdict);
    const int error = (c->check->wants & WANTS_FORK) ? 0 : lockdown_base();
    if (error)
        conform_fail(c, "allow seccomp filters here, or check it elsewhere", "cannot confine the block: %s", strerror(error));
    c->check->run(c);
    __atomic_store_n(&c->verdict->outcome, OUTCOME_PASSED, __ATOMIC_RELEASE);
    _exit(0);
}

static void judge_failed(struct verdict *verdict, const char *mend, const char *reason)
{
    verdict->outcome = OUTCOME_FAILED;
    snprintf(verdict->reason, sizeof verdict->reason, "%s%s%s", reason, *verdict->step ? " in: " : "", verdict->step);
    snprintf(verdict->mend, sizeof verdict->mend, "%s", mend);
}

/* Says why a child that has no verdict is a failure. */
static void judge_end(struct verdict *verdict, const struct lbh_end *end)
{
    char text[256];
    if (verdict->system_call >= 0) {
        char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, verdict->system_call);
        snprintf(text, sizeof text, "it made the system call %s, which no block may", name ? name : "?");
        free(name);
        judge_failed(verdict, "a block computes: it starts no process and signals none", text);
        return;
    }
    lbh_end_print(end, text, sizeof text);
    judge_failed(verdict,
                 end->code == CLD_EXITED
                     ? "report what is wrong with lb_fail, and return what it returns"
                     : "run it under valgrind or with -fsanitize=address: the same seed does the same again",
                 text);
}

/* Adds what the child has printed to a failure that has no other words. */
static void add_last_words(struct verdict *verdict, int output)
{
    char words[256];
    const size_t used = strlen(verdict->trace);
    if (read_output(output, words, sizeof words) == 0) return;
    snprintf(verdict->trace + used, sizeof verdict->trace - used, "it printed: %s", words);
}

static void watch_over(pid_t pid, const struct job *job, const struct check *check, struct verdict *verdict, int output)
{
    const int64_t begin_ns = lbh_clock_now_ns();
    const int own_s = check->timeout_s ? check->timeout_s : DEFAULT_TIMEOUT_S;
    const int timeout_s = job->timeout_s ? job->timeout_s : own_s;
    struct lbh_end end = {.ended = false};
    struct lbh_remainder remainder = {.pid = 0};
    bool stopped = false;
    while (!lbh_end_look(pid, LOOK_NS, &end) && !(stopped = lbh_end_is_stopped(pid)) &&
           lbh_clock_now_ns() - begin_ns < (int64_t)timeout_s * 1000000000) {}
    verdict->time_ns = lbh_clock_now_ns() - begin_ns;
    lbh_end_bring(pid, &remainder);
    const enum outcome outcome = __atomic_load_n(&verdict->outcome, __ATOMIC_ACQUIRE);
    if (*verdict->trace && outcome != OUTCOME_PASSED) trace_explain(job->file, verdict->trace, sizeof verdict->trace);
    if (outcome == OUTCOME_UNKNOWN) {
        char text[128];
        if (stopped) {
            judge_failed(verdict, "a block sends no signals", "it stopped itself (SIGSTOP)");
        } else if (!end.ended) {
            snprintf(text, sizeof text, "it did not return within %d s", timeout_s);
            judge_failed(verdict, "look for a loop without an end, or a lock that nobody gives back", text);
        } else {
            judge_end(verdict, &end);
        }
        add_last_words(verdict, output);
    }
    if (remainder.pid && verdict->outcome == OUTCOME_PASSED) {
        char text[128];
        snprintf(text, sizeof text, "it left the process %ld (%s) behind", (long)remainder.pid, remainder.name);
        judge_failed(verdict, "a block starts no process", text);
    }
}

void subject_run(const struct job *job, const struct check *check, struct verdict *verdict)
{
    struct conform_case c = {.job = job, .check = check, .verdict = verdict, .seed = verdict->seed};
    verdict->outcome = OUTCOME_UNKNOWN;
    verdict->system_call = -1;
    const int output = open_output();
    fflush(NULL);
    const pid_t pid = output < 0 ? -1 : fork();
    if (pid == 0) be_subject(&c, output);
    if (pid > 0)
        watch_over(pid, job, check, verdict, output);
    else
        judge_failed(verdict, "", strerror(errno));
    if (output >= 0) close(output);
}
