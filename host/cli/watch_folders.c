/* SPDX-License-Identifier: MIT */
/* What inotify tells, and what it takes to have it tell that of a folder which comes and goes. */
#include "watch_folders.h"

#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "background.h"

#define EVENTS                                                                                                                 \
    (IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO |           \
     IN_MOVE_SELF | IN_ONLYDIR)
#define RETRY_MS 1000
#define BUFFER_BYTES (16 * 1024)

bool watch_folders_init(struct watch_folders *folders)
{
    *folders = (struct watch_folders){.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    return folders->inotify >= 0;
}

void watch_folders_fini(struct watch_folders *folders)
{
    if (folders->inotify >= 0) close(folders->inotify);
    for (size_t k = 0; k < folders->count; k++) free(folders->items[k].path);
    free(folders->items);
    *folders = (struct watch_folders){.inotify = -1};
}

static void look_for(struct watch_folders *folders, struct watched_folder *folder)
{
    folder->descriptor = inotify_add_watch(folders->inotify, folder->path, EVENTS);
    if (folder->descriptor < 0) folders->retry_ms = background_now_ms() + RETRY_MS;
}

int watch_folders_add(struct watch_folders *folders, const char *path)
{
    for (size_t k = 0; k < folders->count; k++)
        if (strcmp(folders->items[k].path, path) == 0) return (int)k;
    struct watched_folder *grown = realloc(folders->items, (folders->count + 1) * sizeof *grown);
    if (!grown) return -1;
    folders->items = grown;
    struct watched_folder *folder = &grown[folders->count];
    folder->path = strdup(path);
    if (!folder->path) return -1;
    look_for(folders, folder);
    return (int)folders->count++;
}

/* The folder has gone, or goes by another name now: whatever gets its name is looked for. */
static void lose(struct watch_folders *folders, const struct inotify_event *event)
{
    for (size_t k = 0; k < folders->count; k++) {
        if (folders->items[k].descriptor != event->wd) continue;
        folders->items[k].descriptor = -1;
        folders->retry_ms = background_now_ms() + RETRY_MS;
    }
    if (!(event->mask & IN_IGNORED)) inotify_rm_watch(folders->inotify, event->wd);
}

static void pass_on(struct watch_folders *folders, const struct inotify_event *event, watch_happened happened, void *user)
{
    if (event->mask & IN_Q_OVERFLOW) happened(user, -1, NULL);
    for (size_t k = 0; k < folders->count && event->len > 0; k++)
        if (folders->items[k].descriptor == event->wd) happened(user, (int)k, event->name);
    if (event->mask & (IN_DELETE_SELF | IN_IGNORED | IN_MOVE_SELF | IN_UNMOUNT)) lose(folders, event);
}

void watch_folders_read(struct watch_folders *folders, watch_happened happened, void *user)
{
    union {
        char bytes[BUFFER_BYTES];
        struct inotify_event aligned;
    } buffer;
    ssize_t got;
    while ((got = read(folders->inotify, buffer.bytes, sizeof buffer.bytes)) > 0) {
        for (size_t place = 0; place < (size_t)got;) {
            const struct inotify_event *event = (const void *)(buffer.bytes + place);
            pass_on(folders, event, happened, user);
            place += sizeof *event + event->len;
        }
    }
}

void watch_folders_retry(struct watch_folders *folders, watch_happened happened, void *user)
{
    if (folders->retry_ms == 0 || background_now_ms() < folders->retry_ms) return;
    folders->retry_ms = 0;
    for (size_t k = 0; k < folders->count; k++) {
        if (folders->items[k].descriptor >= 0) continue;
        look_for(folders, &folders->items[k]);
        if (folders->items[k].descriptor >= 0) happened(user, (int)k, NULL);
    }
}
