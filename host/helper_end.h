/* SPDX-License-Identifier: MIT */
/* How a child process ends: noticed, brought about, and put into words. No handler of SIGCHLD, and no other child is touched. */
#ifndef LBH_HELPER_END_H
#define LBH_HELPER_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct lbh_end {
    bool ended;
    bool known; /* how is known: not where this program ignores SIGCHLD, or waits for all of its children */
    int code;   /* CLD_EXITED, CLD_KILLED, CLD_DUMPED */
    int status; /* the exit status, or the signal */
};

/* What a group of processes still has in it. */
struct lbh_remainder {
    pid_t pid; /* 0: nothing */
    char name[32];
};

/* Looks whether the child has ended, for at most so long (0: does not wait). It stays a zombie, so that its number stays its own. */
bool lbh_end_look(pid_t pid, int64_t patience_ns, struct lbh_end *end);

/* Returns whether the child is stopped, as by SIGSTOP. */
bool lbh_end_is_stopped(pid_t pid);

/*
 * Kills the child and reaps it; then all that is left of the group that it leads, one of which `remainder` tells. Waits a few
 * seconds at most: what hangs in the kernel is left to it.
 */
void lbh_end_bring(pid_t pid, struct lbh_remainder *remainder);

/* Writes how it ended: "exited by itself with status 3", "died of SIGSEGV: it touched memory that is not its own". */
void lbh_end_print(const struct lbh_end *end, char *text, size_t size);

#endif
