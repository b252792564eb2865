/* SPDX-License-Identifier: MIT */
/* How a library is copied, hashed and named, and how a copy is known again. */
#include "generation.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sha256.h>

#include "file.h"
#include "private_folder.h"
#include "text.h"

#define CHUNK ((size_t)256 << 10)
#define NAME_BYTES 180 /* of the source's name; with number and hash it must fit into a file name */

struct lbh_generations {
    pthread_mutex_t mutex;
    struct lbh_private_folder folder;
    struct lbh_generation **all;
    size_t count;
    uint64_t attempts; /* names files while they are written */
};

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

struct lbh_generations *lbh_generations_new(void)
{
    struct lbh_generations *generations = calloc(1, sizeof *generations);
    if (!generations) return NULL;
    if (pthread_mutex_init(&generations->mutex, NULL) == 0) return generations;
    free(generations);
    return NULL;
}

static void free_generation(struct lbh_generation *generation)
{
    if (!generation) return;
    free(generation->file);
    free(generation->source);
    free(generation);
}

void lbh_generations_free(struct lbh_generations *generations)
{
    if (!generations) return;
    lbh_private_folder_remove(&generations->folder);
    for (size_t i = 0; i < generations->count; i++) free_generation(generations->all[i]);
    free(generations->all);
    pthread_mutex_destroy(&generations->mutex);
    free(generations);
}

enum lbh_status lbh_generations_prepare(struct lbh_generations *generations, struct lbh_diag *diag)
{
    pthread_mutex_lock(&generations->mutex);
    const enum lbh_status status = lbh_private_folder_make(&generations->folder, diag);
    pthread_mutex_unlock(&generations->mutex);
    return status;
}

static enum lbh_status refuse(const char *source, const char *why, const char *mend, struct lbh_diag *diag)
{
    lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", %s", source, why);
    lbh_diag_mend(diag, "%s", mend);
    return LBH_ERR_INVALID;
}

/* Opens a file to be copied; a pipe is refused, not waited for. */
static enum lbh_status open_source(const char *source, int *fd, struct stat *about, struct lbh_diag *diag)
{
    *fd = open(source, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*fd < 0)
        return refuse(source, strerror(errno), errno == EACCES ? "make it readable" : "name a shared object that is there",
                      diag);
    enum lbh_status status = LBH_OK;
    if (fstat(*fd, about) != 0)
        status = refuse(source, strerror(errno), "name a shared object that is there", diag);
    else if (!S_ISREG(about->st_mode))
        status = refuse(source, S_ISDIR(about->st_mode) ? "expected=a file, found=a folder" : "expected=a file, found=a device",
                        "name the shared object itself", diag);
    if (status != LBH_OK) close(*fd);
    return status;
}

/*
 * Waits until the system's clock has gone on since the file was last changed, some milliseconds at most: a change within the same
 * tick would leave the same time behind, and could not be told from none.
 */
static void wait_for_next_tick(const struct stat *about)
{
    for (int tries = 0; tries < 20; tries++) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME_COARSE, &now);
        const struct timespec changed = about->st_ctim;
        if (now.tv_sec > changed.tv_sec || (now.tv_sec == changed.tv_sec && now.tv_nsec > changed.tv_nsec)) return;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static int write_all(int fd, const unsigned char *bytes, size_t count)
{
    while (count > 0) {
        const ssize_t put = write(fd, bytes, count);
        if (put < 0 && errno != EINTR) return errno;
        if (put > 0) bytes += put, count -= (size_t)put;
    }
    return 0;
}

/* Copies to the end. Returns 0 or an errno, and whether it is the reader's or the writer's. */
static int copy_bytes(int from, int to, struct lbh_generation *generation, bool *reading)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_CTX hash;
    ssize_t got = 0;
    int error = 0;
    unsigned char *bytes = malloc(CHUNK);
    if (!bytes) return ENOMEM;
    SHA256Init(&hash);
    while (error == 0 && ((got = read(from, bytes, CHUNK)) > 0 || (got < 0 && errno == EINTR))) {
        if (got < 0) continue;
        SHA256Update(&hash, bytes, (size_t)got);
        generation->bytes += (size_t)got;
        error = write_all(to, bytes, (size_t)got);
    }
    *reading = error == 0;
    if (got < 0) error = errno;
    free(bytes);
    SHA256Final(digest, &hash);
    for (size_t i = 0; i < sizeof digest; i++) {
        generation->sha256[2 * i] = digits[digest[i] >> 4];
        generation->sha256[2 * i + 1] = digits[digest[i] & 15];
    }
    return error;
}

static enum lbh_status report(const char *source, const char *copy, int error, bool reading, struct lbh_diag *diag)
{
    if (error == ENOMEM) return no_memory(diag);
    if (reading) return lbh_diag_add(diag, LBH_ERR_IO, "cannot copy library: file=\"%s\", %s", source, strerror(error));
    lbh_diag_add(diag, LBH_ERR_IO, "cannot copy library: file=\"%s\", to=\"%s\", %s", source, copy, strerror(error));
    const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    lbh_diag_mend(diag, full ? "free some space there, or set TMPDIR to a folder that has some"
                             : "set TMPDIR to a folder that stays and can be written to");
    return LBH_ERR_IO;
}

/* Copies a file to a new one, and sees to it that it was one content from beginning to end. */
static enum lbh_status copy_file(const char *source, const char *copy, struct lbh_generation *generation, struct lbh_diag *diag)
{
    int from = -1;
    struct stat before, after;
    enum lbh_status status = open_source(source, &from, &before, diag);
    if (status != LBH_OK) return status;
    const int to = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0500);
    bool reading = false;
    int error = to < 0 ? errno : 0;
    if (error == 0) {
        wait_for_next_tick(&before);
        error = copy_bytes(from, to, generation, &reading);
    }
    if (error == 0 && fstat(from, &after) != 0) error = errno;
    if (to >= 0 && close(to) != 0 && error == 0) error = errno, reading = false;
    close(from);
    if (error != 0) return report(source, copy, error, reading, diag);
    if (!is_same(&before, &after) || generation->bytes != (size_t)before.st_size)
        return refuse(source, "it changed while it was copied", "try again once it is whole", diag);
    if (generation->bytes == 0)
        return refuse(source, "expected=an ELF shared object, found=an empty file", "build it with cc -shared -fPIC", diag);
    return LBH_OK;
}

/* Returns FOLDER/NAME-NUMBER-HASH.so. Only plain characters: gdb, perf and the dynamic linker each give some others a meaning. */
static char *name_copy(const char *folder, const struct lbh_generation *generation)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-";
    char name[NAME_BYTES + 1];
    const char *from = lbh_path_name(generation->source);
    size_t length = strlen(from);
    if (length > 3 && strcmp(from + length - 3, ".so") == 0) length -= 3;
    if (length > NAME_BYTES) length = NAME_BYTES;
    for (size_t i = 0; i < length; i++) name[i] = from[i];
    name[length] = '\0';
    for (char *c = name; *(c += strspn(c, plain));) *c = '_';
    return lbh_text("%s/%s-%llu-%.8s.so", folder, name, (unsigned long long)generation->number, generation->sha256);
}

static const struct lbh_generation *of_content(const struct lbh_generations *generations, const char *sha256)
{
    for (size_t i = 0; i < generations->count; i++)
        if (strcmp(generations->all[i]->sha256, sha256) == 0) return generations->all[i];
    return NULL;
}

/* Gives a copy its name and its place in the list, unless there is one of the same content. With the mutex held. */
static enum lbh_status enter(struct lbh_generations *generations, const char *copy, struct lbh_generation **made,
                             const struct lbh_generation **generation, struct lbh_diag *diag)
{
    const struct lbh_generation *known = of_content(generations, (*made)->sha256);
    if (known) {
        *generation = known;
        return LBH_OK;
    }
    struct lbh_generation **all = realloc(generations->all, (generations->count + 1) * sizeof(struct lbh_generation *));
    if (!all) return no_memory(diag);
    generations->all = all;
    (*made)->number = generations->count + 1;
    (*made)->file = name_copy(generations->folder.path, *made);
    if (!(*made)->file) return no_memory(diag);
    if (rename(copy, (*made)->file) != 0) return report((*made)->source, (*made)->file, errno, false, diag);
    *generation = all[generations->count++] = *made;
    *made = NULL;
    return LBH_OK;
}

enum lbh_status lbh_generations_copy(struct lbh_generations *generations, const char *source,
                                     const struct lbh_generation **generation, struct lbh_diag *diag)
{
    pthread_mutex_lock(&generations->mutex);
    enum lbh_status status = lbh_private_folder_make(&generations->folder, diag);
    char *copy = status == LBH_OK
                     ? lbh_text("%s/incoming-%llu", generations->folder.path, (unsigned long long)++generations->attempts)
                     : NULL;
    pthread_mutex_unlock(&generations->mutex);
    if (status != LBH_OK) return status;

    struct lbh_generation *made = calloc(1, sizeof *made);
    if (!copy || !made || !(made->source = strdup(source))) status = no_memory(diag);
    if (status == LBH_OK) {
        status = copy_file(source, copy, made, diag);
        pthread_mutex_lock(&generations->mutex);
        if (status == LBH_OK) status = enter(generations, copy, &made, generation, diag);
        pthread_mutex_unlock(&generations->mutex);
        if (made) unlink(copy);
    }
    free_generation(made);
    free(copy);
    return status;
}

const struct lbh_generation *lbh_generations_find(struct lbh_generations *generations, const char *file)
{
    pthread_mutex_lock(&generations->mutex);
    const struct lbh_generation *found = NULL;
    for (size_t i = 0; i < generations->count && !found; i++)
        if (strcmp(generations->all[i]->file, file) == 0) found = generations->all[i];
    pthread_mutex_unlock(&generations->mutex);
    return found;
}
