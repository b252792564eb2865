/* SPDX-License-Identifier: MIT */
/* How a file is written under another name first. */
#include "file_replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

#define TRIES 16 /* for a name that nobody has */

/* Makes a file beside `path` that only this process knows. Returns its descriptor, or -1 with errno. The caller frees its name. */
static int open_beside(const char *path, char **name)
{
    for (int i = 0; i < TRIES; i++) {
        uint32_t number = 0;
        if (getrandom(&number, sizeof number, 0) != sizeof number) return -1;
        *name = lbh_text("%s.%08x.tmp", path, (unsigned)number);
        if (!*name) {
            errno = ENOMEM;
            return -1;
        }
        const int fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0) return fd;
        const int error = errno;
        free(*name);
        *name = NULL;
        errno = error;
        if (error != EEXIST) return -1;
    }
    return -1;
}

static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno != EINTR) return errno;
        if (put > 0) bytes += put, length -= (size_t)put;
    }
    return 0;
}

/* Writes into what is no file of its own, as a terminal or /dev/null: its name must not become that of a file. */
static int write_into(const char *path, const char *bytes, size_t length)
{
    const int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return errno;
    int error = write_all(fd, bytes, length);
    if (close(fd) != 0 && error == 0) error = errno;
    return error;
}

static int write_beside(const char *path, const char *bytes, size_t length)
{
    char *name = NULL;
    const int fd = open_beside(path, &name);
    if (fd < 0) return errno;
    int error = write_all(fd, bytes, length);
    if (close(fd) != 0 && error == 0) error = errno;
    if (error == 0 && rename(name, path) != 0) error = errno;
    if (error != 0) unlink(name);
    free(name);
    return error;
}

int lbh_file_replace(const char *path, const char *bytes, size_t length)
{
    struct stat about;
    if (stat(path, &about) != 0) return write_beside(path, bytes, length);
    if (!S_ISREG(about.st_mode)) return write_into(path, bytes, length);
    /* A link stays one. */
    char *real = realpath(path, NULL);
    if (!real) return errno;
    const int error = write_beside(real, bytes, length);
    free(real);
    return error;
}

int lbh_folder_make(const char *path)
{
    char *copy = strdup(path);
    int error = copy ? 0 : ENOMEM;
    for (char *at = copy; at && error == 0;) {
        at = strchr(at + 1, '/');
        if (at) *at = '\0';
        if (*copy && mkdir(copy, 0700) != 0 && errno != EEXIST) error = errno;
        if (at) *at = '/';
    }
    free(copy);
    /* One above it may be there and not be ours to write to: only the last one counts. */
    struct stat about;
    if (error != ENOMEM && stat(path, &about) == 0) return S_ISDIR(about.st_mode) ? 0 : ENOTDIR;
    return error;
}
