/* SPDX-License-Identifier: MIT */
/* How the quarantine lies in its file, which is not there while nothing is in it. */
#include "quarantine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "file_hash.h"
#include "file_replace.h"
#include "json.h"
#include "text.h"

#define FORMAT 1

struct lbh_quarantine {
    char *folder;     /* null: it is kept nowhere */
    json_t *contents; /* {SHA256: {"reason", "size", "file"}} */
    bool changed;
};

static char *file_in(const char *folder)
{
    return lbh_text("%s/quarantine.json", folder);
}

static json_t *read_contents(const char *folder)
{
    struct stat about;
    char *text = NULL;
    size_t length = 0;
    char *file = file_in(folder);
    if (file && stat(file, &about) == 0 && S_ISREG(about.st_mode)) lbh_file_read(file, &text, &length, NULL);
    json_t *root = text ? json_loadb(text, length, 0, NULL) : NULL;
    json_t *contents = NULL;
    if (json_integer_value(json_object_get(root, "loopblocks_quarantine")) == FORMAT)
        contents = json_incref(json_object_get(root, "contents"));
    json_decref(root);
    free(text);
    free(file);
    if (json_is_object(contents)) return contents;
    json_decref(contents);
    return NULL;
}

struct lbh_quarantine *lbh_quarantine_open(const char *folder)
{
    struct lbh_quarantine *quarantine = calloc(1, sizeof *quarantine);
    if (!quarantine) return NULL;
    if (folder) {
        quarantine->folder = strdup(folder);
        quarantine->contents = read_contents(folder);
    }
    if (!quarantine->contents) quarantine->contents = json_object();
    if (quarantine->contents && (!folder || quarantine->folder)) return quarantine;
    lbh_quarantine_close(quarantine);
    return NULL;
}

void lbh_quarantine_close(struct lbh_quarantine *quarantine)
{
    if (!quarantine) return;
    if (quarantine->changed && quarantine->folder && lbh_folder_make(quarantine->folder) == 0) {
        json_t *root = json_pack("{si, sO}", "loopblocks_quarantine", FORMAT, "contents", quarantine->contents);
        char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
        char *file = file_in(quarantine->folder);
        if (text && file) lbh_file_replace(file, text, strlen(text));
        json_decref(root);
        free(text);
        free(file);
    }
    json_decref(quarantine->contents);
    free(quarantine->folder);
    free(quarantine);
}

bool lbh_quarantine_is_empty(const struct lbh_quarantine *quarantine)
{
    return json_object_size(quarantine->contents) == 0;
}

const char *lbh_quarantine_find(const struct lbh_quarantine *quarantine, const char *sha256)
{
    return json_string_value(json_object_get(json_object_get(quarantine->contents, sha256), "reason"));
}

bool lbh_quarantine_has_size(const struct lbh_quarantine *quarantine, int64_t bytes)
{
    const char *sha256;
    const json_t *content;
    json_object_foreach(quarantine->contents, sha256, content)
    {
        if (json_integer_value(json_object_get(content, "size")) == bytes) return true;
    }
    return false;
}

void lbh_quarantine_put(struct lbh_quarantine *quarantine, const char *sha256, int64_t bytes, const char *file,
                        const char *reason)
{
    json_t *content = json_pack("{ss, sI}", "reason", reason, "size", (json_int_t)bytes);
    json_object_set_new(content, "file", json_string(file)); /* one whose name is no UTF-8 has none */
    if (content && json_object_set(quarantine->contents, sha256, content) == 0) quarantine->changed = true;
    json_decref(content);
}

enum lbh_status lbh_quarantine_check_content(const struct lbh_quarantine *quarantine, const char *file, const char *sha256,
                                             struct lbh_diag *diag)
{
    const char *reason = lbh_quarantine_find(quarantine, sha256);
    if (!reason) return LBH_OK;
    lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", it is quarantined: %s", file, reason);
    lbh_diag_mend(diag, "build it anew without the fault; `loopblocks list --retry` tries again");
    return LBH_ERR_INVALID;
}

enum lbh_status lbh_quarantine_check(const struct lbh_quarantine *quarantine, const char *file, struct lbh_diag *diag)
{
    struct stat about;
    char sha256[65];
    int64_t bytes = 0;
    if (lbh_quarantine_is_empty(quarantine) || stat(file, &about) != 0) return LBH_OK;
    if (!lbh_quarantine_has_size(quarantine, about.st_size) || lbh_file_hash(file, sha256, &bytes) != 0) return LBH_OK;
    return lbh_quarantine_check_content(quarantine, file, sha256, diag);
}

enum lbh_status lbh_quarantine_clear(const char *folder, struct lbh_diag *diag)
{
    char *file = file_in(folder);
    if (!file) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    const int error = unlink(file) == 0 || errno == ENOENT || errno == ENOTDIR ? 0 : errno;
    if (error != 0) {
        lbh_diag_add(diag, LBH_ERR_IO, "cannot clear the quarantine: file=\"%s\", %s", file, strerror(error));
        lbh_diag_mend(diag, "remove that file, or name another cache folder in the environment's LOOPBLOCKS_CACHE");
    }
    free(file);
    return error == 0 ? LBH_OK : LBH_ERR_IO;
}
