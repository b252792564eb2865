/* SPDX-License-Identifier: MIT */
/* What earlier listings have found out, in a file of the cache folder: by file, and for what was probed by content. */
#ifndef LBH_INDEX_H
#define LBH_INDEX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

struct json_t;

/* Which file it was, and in which state: a changed one has other numbers. All 0: there was none. */
struct lbh_file_id {
    int64_t size;
    int64_t changed_ns; /* its content, by mtime */
    int64_t touched_ns; /* its content, name or mode, by ctime */
    int64_t inode;
    int64_t device;
};

/* A library and the manifest beside it. */
struct lbh_plugin_id {
    struct lbh_file_id library;
    struct lbh_file_id manifest;
};

struct lbh_file_id lbh_file_id_of(const struct stat *about);

/*
 * Returns whether a later change of either file must give it another id. It need not while the clock by which files are stamped
 * has not gone on; such an id is not to be kept.
 */
bool lbh_plugin_id_is_settled(const struct lbh_plugin_id *id);

/*
 * The index is a cache and nothing else: what cannot be read, or is of another version, counts as empty, and what cannot be written
 * is left. Several processes may use one; the last to write wins.
 */
struct lbh_index;

/* Reads the index of a folder. Null: one that keeps nothing. Returns null when out of memory. */
struct lbh_index *lbh_index_open(const char *folder);

/* Writes it where something has changed, and frees it. Null is fine. */
void lbh_index_close(struct lbh_index *index);

/* A row is an array: arrays are read in half the time that objects take. */
enum { LBH_ROW_KIND, LBH_ROW_NAME, LBH_ROW_VERSION, LBH_ROW_DESCRIPTION, LBH_ROW_COUNT };

/* What is known of a file. Borrowed; what is not known is null. */
struct lbh_indexed {
    const struct json_t *row;
    const char *sha256; /* of what has no row here, but one among the contents, or a place in the quarantine */
    const char *warning;
};

/* Looks for a file in this state. Returns false where there is nothing. */
bool lbh_index_find_file(const struct lbh_index *index, const char *file, const struct lbh_plugin_id *id,
                         struct lbh_indexed *found);

/* Returns the row of a content that was probed. Borrowed. Null: none. */
const struct json_t *lbh_index_find_content(const struct lbh_index *index, const char *sha256);

/* Keep an entry, or a row. Where there is no memory for it, it is not kept. */
void lbh_index_put_file(struct lbh_index *index, const char *file, const struct lbh_plugin_id *id,
                        const struct lbh_indexed *entry);
void lbh_index_put_content(struct lbh_index *index, const char *sha256, const struct json_t *row);

#endif
