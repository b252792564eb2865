/* SPDX-License-Identifier: MIT */
/* Which files are followed, and when one of them is tried. */
#include "watch.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "background.h"
#include "changer.h"
#include "job.h"
#include "report.h"
#include "watch_file.h"
#include "watch_folders.h"

#define QUIET_MS 200 /* without a change, until a file is thought to be written */
#define STALE_MS 200 /* until it is asked again what runs, where that was not to be found out */
#define TELL_MS 2000 /* until it is said that a file is not whole */

/* Where a file is: a name in a folder that is watched. */
struct place {
    int folder; /* -1: nowhere */
    char name[NAME_MAX + 1];
};

struct followed {
    char *source;
    struct place place;
    struct place target; /* where it leads, if it is a symbolic link */
    json_t *users;       /* what runs of it, as the pipeline's status has it */
    int64_t due_ms;      /* when it is looked at; 0: when something happens to it */
    struct file_print seen;
    struct file_print tried; /* is not tried twice */
    bool unfit;              /* was not whole when it was looked at */
};

struct watch {
    struct changer *changer;
    struct watch_folders folders;
    struct followed *files;
    size_t count;
    int bell;   /* rung when other files may run, and at the end */
    bool stale; /* other files may run than are followed */
    atomic_bool ending;
    pthread_t thread;
};

/* --- which files there are --- */

static struct place place_of(struct watch *watch, const char *path)
{
    struct place place = {.folder = -1};
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    const size_t length = slash ? (size_t)(slash - path) : 0;
    if (length >= sizeof folder) return place;
    snprintf(folder, sizeof folder, "%.*s", (int)length, path);
    place.folder = watch_folders_add(&watch->folders, !slash ? "." : length == 0 ? "/" : folder);
    snprintf(place.name, sizeof place.name, "%s", slash ? slash + 1 : path);
    return place;
}

/* Finds out where the file is, and where it leads: what replaces the one or the other replaces it. */
static void locate(struct watch *watch, struct followed *file)
{
    file->place = place_of(watch, file->source);
    char *target = realpath(file->source, NULL);
    if (target) file->target = place_of(watch, target);
    free(target);
}

/* Something happened to the file: it is looked at when it has been left alone for a while. */
static void touch(struct followed *file)
{
    file->seen = file_print_of(file->source);
    file->due_ms = background_now_ms() + QUIET_MS;
    file->unfit = false;
}

static void forget(struct followed *file)
{
    json_decref(file->users);
    free(file->source);
}

/* Adds what runs of a file. One that is new is looked at, too: it may have been written while it was loaded. */
static void add_user(struct watch *watch, json_t *user)
{
    const char *source = json_string_value(json_object_get(user, "source"));
    const char *copy = json_string_value(json_object_get(user, "file"));
    /* Foreign libraries are not copied: the dynamic linker finds them, and maps them themselves. */
    if (!source || !copy || strcmp(copy, source) == 0 || !json_is_string(json_object_get(user, "path"))) return;
    for (size_t k = 0; k < watch->count; k++) {
        if (strcmp(watch->files[k].source, source) != 0) continue;
        json_array_append(watch->files[k].users, user);
        return;
    }
    struct followed *grown = realloc(watch->files, (watch->count + 1) * sizeof *grown);
    if (!grown) return;
    watch->files = grown;
    struct followed *file = &grown[watch->count];
    *file =
        (struct followed){.source = strdup(source), .place.folder = -1, .target.folder = -1, .users = json_pack("[O]", user)};
    if (!file->source || !file->users) {
        forget(file);
        return;
    }
    watch->count++;
    locate(watch, file);
    touch(file);
}

/* Brings the files up to date with what runs. Returns false where that cannot be found out now. */
static bool refresh(struct watch *watch)
{
    static const char *const lists[] = {"components", "blocks"};
    json_t *status = changer_whole_status(watch->changer, 1);
    if (!status) return false;
    for (size_t k = 0; k < watch->count; k++) json_array_clear(watch->files[k].users);
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        size_t index;
        json_t *user;
        json_array_foreach(json_object_get(status, lists[k]), index, user) add_user(watch, user);
    }
    json_decref(status);
    size_t kept = 0;
    for (size_t k = 0; k < watch->count; k++) {
        if (json_array_size(watch->files[k].users) > 0)
            watch->files[kept++] = watch->files[k];
        else
            forget(&watch->files[k]);
    }
    watch->count = kept;
    return true;
}

/* --- what happens to them --- */

static bool is_at(const struct place *place, int folder, const char *name)
{
    return place->folder == folder && (!name || strcmp(place->name, name) == 0);
}

static void happened(void *user, int folder, const char *name)
{
    struct watch *watch = user;
    for (size_t k = 0; k < watch->count; k++) {
        struct followed *file = &watch->files[k];
        if (folder < 0 || is_at(&file->place, folder, name) || is_at(&file->target, folder, name)) touch(file);
    }
}

/* Returns the change that brings the file to all that run another content of it. */
static json_t *edits_for(const struct followed *file)
{
    json_t *edits = json_array();
    size_t index;
    json_t *user;
    json_array_foreach(file->users, index, user)
    {
        const char *copy = json_string_value(json_object_get(user, "file"));
        if (file_same_content(copy, file->source)) continue;
        json_array_append_new(
            edits, json_pack("{s:s, s:O, s:s}", "do", "swap", "path", json_object_get(user, "path"), "file", file->source));
    }
    return edits;
}

static void tell_unfit(struct watch *watch, const struct followed *file, const char *why)
{
    struct job *job = watch->changer->job;
    job_console_begin(job);
    report("%s is not tried: %s", file->source, why);
    job_console_end(job);
}

/* Looks at a file that has been left alone, and tries it if it is whole and new. */
static void look_at(struct watch *watch, struct followed *file)
{
    const struct file_print print = file_print_of(file->source);
    file->due_ms = 0;
    locate(watch, file);
    if (!file_print_equal(&print, &file->seen)) {
        touch(file);
        return;
    }
    if (!file_print_exists(&print) || file_print_equal(&print, &file->tried)) return;
    char why[128];
    if (!file_is_whole(file->source, why, sizeof why)) {
        if (file->unfit) tell_unfit(watch, file, why);
        if (!file->unfit) file->due_ms = background_now_ms() + TELL_MS;
        file->unfit = true;
        return;
    }
    file->tried = print;
    json_t *edits = edits_for(file);
    json_t *answer = json_array_size(edits) > 0 ? changer_apply(watch->changer, "watch", edits) : NULL;
    json_decref(answer);
    json_decref(edits);
}

static int next_timeout_ms(const struct watch *watch)
{
    int64_t next = watch->folders.retry_ms;
    if (watch->stale) return STALE_MS;
    for (size_t k = 0; k < watch->count; k++) {
        const int64_t due = watch->files[k].due_ms;
        if (due > 0 && (next == 0 || due < next)) next = due;
    }
    const int64_t left = next - background_now_ms();
    return next == 0 ? -1 : left < 0 ? 0 : (int)left;
}

static void *follow(void *user)
{
    struct watch *watch = user;
    while (!atomic_load(&watch->ending)) {
        struct pollfd polls[] = {{.fd = watch->bell, .events = POLLIN}, {.fd = watch->folders.inotify, .events = POLLIN}};
        if (poll(polls, 2, next_timeout_ms(watch)) < 0) continue;
        if (polls[0].revents) {
            background_hush(watch->bell);
            watch->stale = true;
        }
        if (watch->stale && !atomic_load(&watch->ending)) watch->stale = !refresh(watch);
        watch_folders_read(&watch->folders, happened, watch);
        watch_folders_retry(&watch->folders, happened, watch);
        for (size_t k = 0; k < watch->count && !atomic_load(&watch->ending); k++)
            if (watch->files[k].due_ms > 0 && background_now_ms() >= watch->files[k].due_ms) look_at(watch, &watch->files[k]);
    }
    return NULL;
}

/* --- its beginning and end --- */

static void free_watch(struct watch *watch)
{
    watch_folders_fini(&watch->folders);
    for (size_t k = 0; k < watch->count; k++) forget(&watch->files[k]);
    free(watch->files);
    if (watch->bell >= 0) close(watch->bell);
    free(watch);
}

struct watch *watch_open(struct changer *changer, char *problem, size_t size)
{
    struct watch *watch = calloc(1, sizeof *watch);
    if (!watch) {
        snprintf(problem, size, "out of memory");
        return NULL;
    }
    watch->changer = changer;
    watch->bell = background_bell();
    const bool has_folders = watch_folders_init(&watch->folders);
    if (watch->bell < 0 || !has_folders) {
        snprintf(problem, size, "cannot watch files: %s", strerror(errno));
    } else if (!refresh(watch)) {
        snprintf(problem, size, "cannot watch files: it cannot be found out which they are");
    } else {
        changer->changed_bell = watch->bell;
        if (background_start(&watch->thread, follow, watch)) return watch;
        snprintf(problem, size, "cannot watch files: %s", strerror(errno));
        changer->changed_bell = -1;
    }
    free_watch(watch);
    return NULL;
}

void watch_close(struct watch *watch)
{
    if (!watch) return;
    atomic_store(&watch->ending, true);
    background_ring(watch->bell);
    pthread_join(watch->thread, NULL);
    free_watch(watch);
}
