/* SPDX-License-Identifier: MIT */
/* A plugin's manifest made of its library: what describes it, and by what the library is known again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "block_manifest.h"
#include "describe.h"
#include "file.h"
#include "file_hash.h"
#include "file_replace.h"
#include "index.h"
#include "json.h"
#include "text.h"

/* Moves a member to the end of another object. */
static void move(json_t *from, json_t *to, const char *key)
{
    json_t *value = json_object_get(from, key);
    if (!value) return;
    json_object_set(to, key, value);
    json_object_del(from, key);
}

/* Arranges a description as a manifest: first what it is, then of which library, then the rest as it is described. */
static json_t *arrange(json_t *description, const char *file, const char *sha256, int64_t bytes)
{
    static const char *const first[] = {"kind", "name", "version", "licence", "description"};
    json_t *manifest = json_pack("{si}", "loopblocks_block", LBH_BLOCK_MANIFEST_FORMAT);
    if (!manifest) return NULL;
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) move(description, manifest, first[i]);
    json_object_del(description, "file");
    json_object_set_new(manifest, "library", json_string(lbh_path_name(file)));
    json_object_set_new(manifest, "sha256", json_string(sha256));
    json_object_set_new(manifest, "size", json_integer(bytes));
    json_object_update(manifest, description);
    return manifest;
}

static enum lbh_status fail_to_read(const char *file, int error, struct lbh_diag *diag)
{
    lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", %s", file, strerror(error));
    lbh_diag_mend(diag, "name a shared object that is there");
    return LBH_ERR_INVALID;
}

/* Refuses to write what would never be believed. */
static enum lbh_status check_name(const struct lbh_library *library, const char *file, struct lbh_diag *diag)
{
    const char *name = library->descriptor->name, *base = lbh_path_name(file);
    const size_t length = strlen(name);
    if (strncmp(base, name, length) == 0 && strcmp(base + length, ".so") == 0) return LBH_OK;
    lbh_diag_add(diag, LBH_ERR_INVALID, "wrong plugin: file=\"%s\", expected=\"%s.so\", found=\"%s\"", file, name, base);
    lbh_diag_mend(diag, "a plugin's file has its name: rename the file to %s.so", name);
    return LBH_ERR_INVALID;
}

/* Loads a plugin's file and makes its manifest. The caller frees the text. */
static enum lbh_status make(struct lbh_host *host, const char *file, char **text, struct lbh_diag *diag)
{
    struct lbh_library *library = NULL;
    struct stat before, after;
    char sha256[65];
    int64_t bytes = 0;
    int error = stat(file, &before) != 0 ? errno : S_ISDIR(before.st_mode) ? EISDIR : S_ISREG(before.st_mode) ? 0 : ENODEV;
    if (error != 0) return fail_to_read(file, error, diag);
    enum lbh_status status = lbh_catalog_load(host->catalog, file, &library, diag);
    if (status == LBH_OK) status = check_name(library, file, diag);
    if (status != LBH_OK) return status;
    error = lbh_file_hash(file, sha256, &bytes);
    if (error == 0 && stat(file, &after) != 0) error = errno;
    if (error != 0) return fail_to_read(file, error, diag);
    const struct lbh_file_id ids[] = {lbh_file_id_of(&before), lbh_file_id_of(&after)};
    if (memcmp(&ids[0], &ids[1], sizeof ids[0]) != 0 || bytes != before.st_size) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "cannot describe library: file=\"%s\", it changed meanwhile", file);
        lbh_diag_mend(diag, "try again once it is whole");
        return LBH_ERR_INVALID;
    }
    json_t *description = lbh_describe_library(library);
    json_t *manifest = description ? arrange(description, file, sha256, bytes) : NULL;
    *text = manifest ? json_dumps(manifest, JSON_INDENT(2)) : NULL;
    json_decref(description);
    json_decref(manifest);
    return *text ? LBH_OK : lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

/* Makes the manifest of what a name or a file means, and tells which file that is. The caller frees both. */
static enum lbh_status make_of(struct lbh_host *host, const char *what, char **file, char **text, struct lbh_diag *diag)
{
    enum lbh_status status = lbh_catalog_locate(host->catalog, what, NULL, file, diag);
    if (status == LBH_OK) status = make(host, *file, text, diag);
    return status;
}

char *lbh_host_block_manifest(struct lbh_host *host, const char *what, struct lbh_diag *diag)
{
    char *file = NULL, *text = NULL;
    make_of(host, what, &file, &text, diag);
    free(file);
    return text;
}

char *lbh_host_write_block_manifest(struct lbh_host *host, const char *what, const char *file, struct lbh_diag *diag)
{
    char *library = NULL, *text = NULL, *with_end = NULL, *written = NULL;
    if (make_of(host, what, &library, &text, diag) == LBH_OK) {
        with_end = lbh_text("%s\n", text);
        written = file ? strdup(file) : lbh_block_manifest_file(library);
        const int error = written && with_end ? lbh_file_replace(written, with_end, strlen(with_end)) : ENOMEM;
        if (error == ENOMEM)
            lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
        else if (error != 0)
            lbh_diag_add(diag, LBH_ERR_IO, "cannot write the block's manifest: file=\"%s\", %s", written, strerror(error));
        if (error != 0) {
            free(written);
            written = NULL;
        }
    }
    free(with_end);
    free(text);
    free(library);
    return written;
}
