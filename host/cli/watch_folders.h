/* SPDX-License-Identifier: MIT */
/* Folders in which something happens. Files themselves cannot be followed: what replaces one is another file. */
#ifndef LOOPBLOCKS_CLI_WATCH_FOLDERS_H
#define LOOPBLOCKS_CLI_WATCH_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct watched_folder {
    char *path;
    int descriptor; /* inotify's; -1: it is not there now */
};

struct watch_folders {
    int inotify; /* becomes readable when something has happened */
    struct watched_folder *items;
    size_t count;
    int64_t retry_ms; /* when those that were not there are looked for again; 0: all are there */
};

/* Returns false, with errno, on failure. Call fini in either case. */
bool watch_folders_init(struct watch_folders *folders);
void watch_folders_fini(struct watch_folders *folders);

/* Returns the number of a folder, watched from now on; -1 when out of memory. */
int watch_folders_add(struct watch_folders *folders, const char *path);

/*
 * Calls `happened` for each thing that happened: to a name in the folder of a number; a null name: to any name in it; the number -1:
 * to any name in any. One folder may have several numbers.
 */
typedef void (*watch_happened)(void *user, int folder, const char *name);
void watch_folders_read(struct watch_folders *folders, watch_happened happened, void *user);

/* Looks for those that were not there, once the time for it has come. */
void watch_folders_retry(struct watch_folders *folders, watch_happened happened, void *user);

#endif
