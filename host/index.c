/* SPDX-License-Identifier: MIT */
/* How the index lies in its file, and which of it is kept. */
#include "index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "file_replace.h"
#include "json.h"
#include "text.h"

#define FORMAT 1
/* An entry is an array, for speed. */
enum { ENTRY_ID, ENTRY_SHA256, ENTRY_WARNING, ENTRY_ROW };
#define ID_SIZE 17
#define MOST_CONTENTS 4096 /* those that no file has any more are forgotten beyond it: a file that was moved finds its own */

/* {"loopblocks_index": 1, "host": VERSION, "files": {FILE: entry}, "contents": {SHA256: row}} */
struct lbh_index {
    char *folder; /* null: nothing is kept */
    char *file;
    char *here; /* the working directory, for relative paths */
    json_t *root;
    json_t *files; /* borrowed from it, as the next */
    json_t *contents;
    bool changed;
};

struct lbh_file_id lbh_file_id_of(const struct stat *about)
{
    return (struct lbh_file_id){.size = about->st_size,
                                .changed_ns = about->st_mtim.tv_sec * INT64_C(1000000000) + about->st_mtim.tv_nsec,
                                .touched_ns = about->st_ctim.tv_sec * INT64_C(1000000000) + about->st_ctim.tv_nsec,
                                .inode = (int64_t)about->st_ino,
                                .device = (int64_t)about->st_dev};
}

bool lbh_plugin_id_is_settled(const struct lbh_plugin_id *id)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME_COARSE, &now) != 0) return false;
    const int64_t now_ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    return id->library.touched_ns < now_ns && id->manifest.touched_ns < now_ns;
}

static bool is_ours(const json_t *root)
{
    const char *host = json_string_value(json_object_get(root, "host"));
    return json_integer_value(json_object_get(root, "loopblocks_index")) == FORMAT && host &&
           strcmp(host, lbh_version()) == 0 && json_is_object(json_object_get(root, "files")) &&
           json_is_object(json_object_get(root, "contents"));
}

static json_t *read_root(const char *file)
{
    struct stat about;
    char *text = NULL;
    size_t length = 0;
    if (stat(file, &about) != 0 || !S_ISREG(about.st_mode) || lbh_file_read(file, &text, &length, NULL) != LBH_OK) return NULL;
    json_t *root = json_loadb(text, length, 0, NULL);
    free(text);
    if (is_ours(root)) return root;
    json_decref(root);
    return NULL;
}

struct lbh_index *lbh_index_open(const char *folder)
{
    struct lbh_index *index = calloc(1, sizeof *index);
    if (!index) return NULL;
    if (folder) {
        index->here = getcwd(NULL, 0); /* null where it is gone: a relative path is kept as it is, then */
        index->folder = strdup(folder);
        index->file = lbh_text("%s/index.json", folder);
        if (index->file) index->root = read_root(index->file);
    }
    if (!index->root)
        index->root = json_pack("{si, ss, s{}, s{}}", "loopblocks_index", FORMAT, "host", lbh_version(), "files", "contents");
    index->files = json_object_get(index->root, "files");
    index->contents = json_object_get(index->root, "contents");
    if (index->root && (!folder || (index->folder && index->file))) return index;
    index->changed = false;
    lbh_index_close(index);
    return NULL;
}

/* Returns the key of a file: its absolute path. The caller frees it. */
static char *key_of(const struct lbh_index *index, const char *file)
{
    return *file == '/' || !index->here ? strdup(file) : lbh_text("%s/%s", index->here, file);
}

/*
 * Writes an id as one short text, a hash of its numbers (FNV-1a): an index is read as fast as it is short, and that two states of one
 * file meet in 64 bits is less likely than any fault of the machine.
 */
static const char *write_id(const struct lbh_plugin_id *id, char text[ID_SIZE])
{
    const unsigned char *bytes = (const void *)id;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < sizeof *id; i++) hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    snprintf(text, ID_SIZE, "%016" PRIx64, hash);
    return text;
}

static const json_t *row_of(const json_t *json)
{
    return json_array_size(json) == LBH_ROW_COUNT ? json : NULL;
}

bool lbh_index_find_file(const struct lbh_index *index, const char *file, const struct lbh_plugin_id *id,
                         struct lbh_indexed *found)
{
    char wanted[ID_SIZE];
    char *key = key_of(index, file);
    const json_t *entry = key ? json_object_get(index->files, key) : NULL;
    const char *known = json_string_value(json_array_get(entry, ENTRY_ID));
    free(key);
    *found = (struct lbh_indexed){.row = NULL};
    if (!known || strcmp(known, write_id(id, wanted)) != 0) return false;
    found->row = row_of(json_array_get(entry, ENTRY_ROW));
    found->sha256 = json_string_value(json_array_get(entry, ENTRY_SHA256));
    found->warning = json_string_value(json_array_get(entry, ENTRY_WARNING));
    return true;
}

const struct json_t *lbh_index_find_content(const struct lbh_index *index, const char *sha256)
{
    return row_of(json_object_get(index->contents, sha256));
}

void lbh_index_put_file(struct lbh_index *index, const char *file, const struct lbh_plugin_id *id,
                        const struct lbh_indexed *entry)
{
    if (!lbh_plugin_id_is_settled(id)) return;
    char text[ID_SIZE];
    char *key = key_of(index, file);
    json_t *json =
        json_pack("[s, s?, s?, O?]", write_id(id, text), entry->sha256, entry->warning, lbh_json_iterable(entry->row));
    if (key && json && json_object_set(index->files, key, json) == 0) index->changed = true;
    json_decref(json);
    free(key);
}

void lbh_index_put_content(struct lbh_index *index, const char *sha256, const struct json_t *row)
{
    if (json_object_set(index->contents, sha256, lbh_json_iterable(row)) == 0) index->changed = true;
}

/* Forgets files that are gone, and, where there are too many, contents that no file has. */
static void prune(struct lbh_index *index)
{
    const char *key;
    json_t *entry;
    void *next;
    json_object_foreach_safe(index->files, next, key, entry) if (access(key, F_OK) != 0) json_object_del(index->files, key);
    if (json_object_size(index->contents) <= MOST_CONTENTS) return;
    json_t *kept = json_object();
    json_object_foreach(index->files, key, entry)
    {
        const char *sha256 = json_string_value(json_array_get(entry, ENTRY_SHA256));
        json_t *row = sha256 ? json_object_get(index->contents, sha256) : NULL;
        if (row) json_object_set(kept, sha256, row);
    }
    if (json_object_set_new(index->root, "contents", kept) == 0) index->contents = kept;
}

void lbh_index_close(struct lbh_index *index)
{
    if (!index) return;
    if (index->changed && index->folder && lbh_folder_make(index->folder) == 0) {
        prune(index);
        char *text = json_dumps(index->root, JSON_COMPACT);
        if (text) lbh_file_replace(index->file, text, strlen(text));
        free(text);
    }
    json_decref(index->root);
    free(index->here);
    free(index->folder);
    free(index->file);
    free(index);
}
