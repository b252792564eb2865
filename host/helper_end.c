/* SPDX-License-Identifier: MIT */
/* What the system tells of a child process that ends, and of the group that it leads. */
#include "helper_end.h"

#include "clock.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

/* What a killed process may take to end: it frees gigabytes, or a driver of its is slow. */
#define PATIENCE_NS INT64_C(10000000000)

/* Looks once. */
static bool look(pid_t pid, struct lbh_end *end)
{
    siginfo_t info = {0};
    int failed;
    do failed = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
    while (failed && errno == EINTR);
    if (!failed && info.si_pid == 0) return false;
    *end = (struct lbh_end){.ended = true, .known = !failed, .code = info.si_code, .status = info.si_status};
    return true;
}

bool lbh_end_look(pid_t pid, int64_t patience_ns, struct lbh_end *end)
{
    const int64_t until = lbh_clock_now_ns() + patience_ns;
    for (long pause_ns = 20000; !look(pid, end); pause_ns = pause_ns < 5000000 ? 2 * pause_ns : pause_ns) {
        if (lbh_clock_now_ns() >= until) return false;
        nanosleep(&(struct timespec){.tv_nsec = pause_ns}, NULL);
    }
    return true;
}

bool lbh_end_is_stopped(pid_t pid)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* Reads state, group and name of the process: false where there is none of this number. */
static bool read_stat(const char *number, char *state, pid_t *group, char name[32])
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", number);
    FILE *in = fopen(path, "re");
    if (!in) return false;
    const size_t length = fread(line, 1, sizeof line - 1, in);
    fclose(in);
    line[length] = 0;
    /* "12 (a name) S 1 12 ...": the name may hold anything, parentheses too. */
    char *open = strchr(line, '('), *close = strrchr(line, ')');
    int number_of_group = 0;
    if (!open || !close || sscanf(close + 1, " %c %*d %d", state, &number_of_group) != 2) return false;
    *group = number_of_group;
    snprintf(name, 32, "%.*s", (int)(close - open - 1), open + 1);
    return true;
}

/* Finds a process of the group that is more than a zombie: one that has ended, and that nobody asks about, is not left behind. */
static void find_member(pid_t group, struct lbh_remainder *remainder)
{
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        char state, name[32];
        pid_t its_group;
        if (!isdigit((unsigned char)entry->d_name[0]) || !read_stat(entry->d_name, &state, &its_group, name)) continue;
        if (its_group != group || state == 'Z' || state == 'X') continue;
        remainder->pid = (pid_t)atoi(entry->d_name);
        memcpy(remainder->name, name, sizeof name);
        break;
    }
    if (processes) closedir(processes);
}

void lbh_end_bring(pid_t pid, struct lbh_remainder *remainder)
{
    struct lbh_end end;
    *remainder = (struct lbh_remainder){0};
    /* One that is gone for good has no number any more: no stranger must be hit. */
    if (!look(pid, &end)) kill(pid, SIGKILL);
    if (lbh_end_look(pid, PATIENCE_NS, &end))
        while (waitpid(pid, NULL, WNOHANG) < 0 && errno == EINTR) continue;
    /* The leader's number stays taken as long as there is anybody in its group. */
    if (kill(-pid, 0) != 0 && errno == ESRCH) return;
    find_member(pid, remainder);
    kill(-pid, SIGKILL);
}

static const char *meaning(int signal)
{
    switch (signal) {
    case SIGSEGV: return "it touched memory that is not its own";
    case SIGBUS: return "it touched memory behind which there is nothing, or at an odd address";
    case SIGABRT: return "it gave up, by abort() or an assertion";
    case SIGFPE: return "it divided an integer by zero, or made one too large";
    case SIGILL: return "it ran into something that is no instruction of this processor";
    case SIGTRAP: return "it ran into a trap";
    case SIGKILL: return "it was killed from outside, or memory ran out";
    case SIGSYS: return "it made a system call that is not allowed";
    case SIGXCPU: return "it used up the processor time that it may have";
    case SIGXFSZ: return "it wrote a larger file than it may";
    default: return NULL;
    }
}

void lbh_end_print(const struct lbh_end *end, char *text, size_t size)
{
    if (!end->known) {
        snprintf(text, size, "ended, and how is not known, because this program ignores SIGCHLD or waits for all children");
        return;
    }
    if (end->code == CLD_EXITED) {
        snprintf(text, size, "exited by itself with status %d", end->status);
        return;
    }
    const char *name = sigabbrev_np(end->status);
    const char *why = meaning(end->status);
    if (name)
        snprintf(text, size, "died of SIG%s%s%s", name, why ? ": " : "", why ? why : "");
    else
        snprintf(text, size, "died of signal %d", end->status);
}
