/* SPDX-License-Identifier: MIT */
/* How a private folder is named and locked, and how one is recognised that nobody owns any more. */
#include "private_folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "text.h"

#define PREFIX "loopblocks-"

/* Returns the process that a folder's name tells, or 0 if it is no name of ours. */
static pid_t owner_of(const char *name)
{
    char *end = NULL;
    if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 || !isdigit((unsigned char)name[strlen(PREFIX)])) return 0;
    errno = 0;
    const long pid = strtol(name + strlen(PREFIX), &end, 10);
    const bool fits = errno == 0 && pid > 0 && (pid_t)pid == pid;
    return fits && *end == '-' && strlen(end) == 7 ? (pid_t)pid : 0;
}

/* Removes the files of a folder that is open, and the folder. */
static void remove_all(int fd, int parent, const char *name)
{
    const int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = again >= 0 ? fdopendir(again) : NULL;
    if (!listing) {
        if (again >= 0) close(again);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(listing));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlinkat(fd, entry->d_name, 0);
    closedir(listing);
    unlinkat(parent, name, AT_REMOVEDIR);
}

/*
 * Removes a folder if its owner is gone. That no process has its number is not enough: the owner may live in another container,
 * or have left a child that runs its code; both hold the lock.
 */
static void remove_if_left(int parent, const char *name)
{
    struct stat about;
    const pid_t owner = owner_of(name);
    if (owner == 0 || kill(owner, 0) == 0 || errno != ESRCH) return;
    const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    if (fstat(fd, &about) == 0 && about.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0) remove_all(fd, parent, name);
    close(fd);
}

static void remove_those_left(const char *parent)
{
    DIR *listing = opendir(parent);
    if (!listing) return;
    for (const struct dirent *entry; (entry = readdir(listing));) remove_if_left(dirfd(listing), entry->d_name);
    closedir(listing);
}

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

static enum lbh_status refuse(const char *parent, const char *why, struct lbh_diag *diag)
{
    lbh_diag_add(diag, LBH_ERR_IO, "cannot keep copies of libraries: folder=\"%s\", %s", parent, why);
    lbh_diag_mend(diag, "set TMPDIR to a folder that can be written to, and from which programs can be run");
    return LBH_ERR_IO;
}

/* Opens the folder just made, and takes its lock: it also keeps systemd-tmpfiles from cleaning a folder that has grown old. */
static int open_locked(const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) flock(fd, LOCK_EX | LOCK_NB);
    return fd;
}

static void forget(struct lbh_private_folder *folder)
{
    if (folder->path) close(folder->fd);
    free(folder->path);
    *folder = (struct lbh_private_folder){0};
}

enum lbh_status lbh_private_folder_make(struct lbh_private_folder *folder, struct lbh_diag *diag)
{
    if (folder->path && folder->owner == getpid()) return LBH_OK;
    forget(folder);
    const char *wanted = secure_getenv("TMPDIR");
    if (!wanted || !*wanted) wanted = "/tmp";
    char *parent = realpath(wanted, NULL); /* absolute: the working directory may change */
    if (!parent) return errno == ENOMEM ? no_memory(diag) : refuse(wanted, strerror(errno), diag);
    remove_those_left(parent);
    char *path = lbh_text("%s/" PREFIX "%ld-XXXXXX", parent, (long)getpid());
    enum lbh_status status = LBH_OK;
    struct statvfs system;
    int fd = -1;
    if (!path)
        status = no_memory(diag);
    else if (!mkdtemp(path))
        status = refuse(parent, strerror(errno), diag);
    else if ((fd = open_locked(path)) < 0 || fstatvfs(fd, &system) != 0)
        status = refuse(parent, strerror(errno), diag);
    else if (system.f_flag & ST_NOEXEC)
        status = refuse(parent, "expected=files that can be run, found=a file system mounted noexec", diag);
    free(parent);
    if (status == LBH_OK) {
        *folder = (struct lbh_private_folder){path, fd, getpid()};
        return LBH_OK;
    }
    if (fd >= 0) close(fd);
    if (path) rmdir(path);
    free(path);
    return status;
}

void lbh_private_folder_remove(struct lbh_private_folder *folder)
{
    if (folder->path && folder->owner == getpid()) remove_all(folder->fd, AT_FDCWD, folder->path);
    forget(folder);
}
