/* SPDX-License-Identifier: MIT */
/* A small file system of a test's own, for what only one that is full, or of another kind, can show. */
#ifndef TESTS_UNIT_MOUNTED_H
#define TESTS_UNIT_MOUNTED_H

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static inline bool write_line(const char *file, const char *line)
{
    FILE *out = fopen(file, "w");
    if (!out) return false;
    const bool written = fputs(line, out) >= 0;
    return fclose(out) == 0 && written;
}

/* Makes this process the root of a namespace of its own, where it may mount. */
static inline bool become_root(void)
{
    char user[32], group[32];
    snprintf(user, sizeof user, "0 %u 1", geteuid());
    snprintf(group, sizeof group, "0 %u 1", getegid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_line("/proc/self/setgroups", "deny") &&
           write_line("/proc/self/uid_map", user) && write_line("/proc/self/gid_map", group);
}

/*
 * Mounts an empty file system in memory, which only this process sees, and which goes with it; it must run alone in its process.
 * As anybody, where the system lets users have namespaces of their own; else returns false and says so.
 */
static inline bool mount_memory(const char *folder, unsigned long flags, const char *options)
{
    bool fine = geteuid() == 0 ? unshare(CLONE_NEWNS) == 0 : become_root();
    fine = fine && mount("none", "/", "", MS_REC | MS_PRIVATE, "") == 0;
    fine = fine && mount("tmpfs", folder, "tmpfs", flags, options) == 0;
    if (!fine) printf("# not tested: this user may not mount anything here\n"), fflush(stdout);
    return fine;
}

#endif
