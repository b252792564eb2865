/* SPDX-License-Identifier: MIT */
/* Where a plugin's row comes from: the index, the manifest beside it, content known already, the scanner; the first that knows. */
#include "listing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "block_manifest.h"
#include "file_hash.h"
#include "index.h"
#include "json.h"
#include "quarantine.h"
#include "scanner.h"
#include "text.h"

/* What is at hand while the folders are visited. */
struct listing {
    json_t *rows;
    struct lbh_index *index;
    struct lbh_quarantine *quarantine;
    struct lbh_scanner *scanner;
    bool cached; /* what is found out is kept, and worth a hash */
};

/* One plugin, and what was found of it. */
struct found {
    const char *name;
    const char *file;
    struct stat about;
    struct lbh_plugin_id id;
    char sha256[65]; /* "": not known */
    char *warning;   /* null: none */
};

static void add(json_t *row, const char *key, const char *text)
{
    if (text) json_object_set_new(row, key, json_string(text));
}

static enum lbh_status add_row(const struct listing *listing, json_t *row)
{
    return json_array_append_new(listing->rows, row) == 0 ? LBH_OK : LBH_ERR_MEMORY;
}

/* Says of a plugin that calls itself otherwise than its file that no pipeline finds it by its name. */
static void add_warning(json_t *row, const struct found *found, const char *name)
{
    char *text = NULL;
    if (!found->warning && name && strcmp(name, found->name) != 0)
        text = lbh_text("%s: a plugin's file has its name: rename it to %s.so", found->file, name);
    add(row, "warning", found->warning ? found->warning : text);
    free(text);
}

/* Adds the row of a plugin that is known. */
static enum lbh_status add_known(const struct listing *listing, const struct found *found, const json_t *known,
                                 const char *source)
{
    json_t *row = json_object();
    json_object_set(row, "kind", json_array_get(known, LBH_ROW_KIND));
    json_object_set(row, "name", json_array_get(known, LBH_ROW_NAME));
    json_object_set(row, "version", json_array_get(known, LBH_ROW_VERSION));
    add(row, "file", found->file);
    json_object_set(row, "description", json_array_get(known, LBH_ROW_DESCRIPTION));
    add(row, "source", source);
    add_warning(row, found, json_string_value(json_array_get(known, LBH_ROW_NAME)));
    return add_row(listing, row);
}

/* Adds one that cannot be used. */
static enum lbh_status add_refused(const struct listing *listing, const struct found *found, const char *kind,
                                   const char *error, const char *mend, const char *source)
{
    json_t *row = json_object();
    add(row, "kind", kind);
    add(row, "name", found->name);
    add(row, "file", found->file);
    json_t *text = json_string(error);
    json_object_set_new(row, "error", text ? text : json_string("its fault is told in words that are no UTF-8"));
    add(row, "mend", mend);
    add(row, "source", source);
    add(row, "warning", found->warning);
    return add_row(listing, row);
}

static enum lbh_status add_quarantined(const struct listing *listing, const struct found *found, const char *reason,
                                       const char *source)
{
    return add_refused(listing, found, "quarantined", reason, "`loopblocks list --retry` tries again", source);
}

/* The part of a description that a row is made of. The caller owns it. */
static json_t *summary_of(const json_t *description)
{
    return json_pack("[O, O, O, O]", json_object_get(description, "kind"), json_object_get(description, "name"),
                     json_object_get(description, "version"), json_object_get(description, "description"));
}

/* Says what is wrong with a manifest, as one line. */
static char *warning_of(const struct lbh_diag *diag)
{
    const struct lbh_error *error = lbh_diag_borrow_error(diag, 0);
    if (!error) return NULL;
    if (error->line > 0) return lbh_text("%s:%d:%d: %s", error->file, error->line, error->column, error->text);
    return error->file ? lbh_text("%s: %s", error->file, error->text) : strdup(error->text);
}

/* Returns the believable manifest, or null, with a warning where there is another one. */
static json_t *read_manifest(struct found *found, const char *file, const struct stat *about)
{
    json_t *manifest = NULL;
    int major = 0, minor = 0;
    struct lbh_diag *diag = lbh_diag_new();
    if (lbh_block_manifest_read(file, about, found->file, &found->about, &manifest, diag) != LBH_OK)
        found->warning = warning_of(diag);
    lbh_diag_free(diag);
    /* What this host is too old for is refused in words that the manifest does not have. */
    const char *abi = json_string_value(json_object_get(manifest, "abi"));
    if (!abi || (sscanf(abi, "%d.%d", &major, &minor) == 2 && major == LB_ABI_MAJOR && minor <= LB_ABI_MINOR)) return manifest;
    json_decref(manifest);
    return NULL;
}

static void keep(const struct listing *listing, const struct found *found, const json_t *row, const char *sha256)
{
    const struct lbh_indexed entry = {.row = row, .sha256 = sha256, .warning = found->warning};
    lbh_index_put_file(listing->index, found->file, &found->id, &entry);
}

/* Has the scanner look, and keeps what it says; a refusal is not kept: it may be about a library that was missing. */
static enum lbh_status scan(struct listing *listing, struct found *found)
{
    json_t *description = NULL;
    struct stat after;
    struct lbh_diag *diag = lbh_diag_new();
    const enum lbh_scan_result result = lbh_scanner_look(listing->scanner, found->file, &description, diag);
    const struct lbh_error *error = lbh_diag_borrow_error(diag, 0);
    const char *text = error ? error->text : "out of memory";
    const struct lbh_file_id now = stat(found->file, &after) == 0 ? lbh_file_id_of(&after) : (struct lbh_file_id){.size = -1};
    const bool is_same = memcmp(&now, &found->id.library, sizeof now) == 0;
    const bool kept = *found->sha256 && is_same;
    json_t *summary = result == LBH_SCAN_DESCRIBED ? summary_of(description) : NULL;
    enum lbh_status status;
    if (summary) {
        if (kept) lbh_index_put_content(listing->index, found->sha256, summary);
        if (kept) keep(listing, found, NULL, found->sha256);
        status = add_known(listing, found, summary, "probe");
    } else if (result == LBH_SCAN_FAILED && kept) {
        lbh_quarantine_put(listing->quarantine, found->sha256, found->about.st_size, found->file, text);
        keep(listing, found, NULL, found->sha256);
        status = add_quarantined(listing, found, text, "probe");
    } else {
        status = add_refused(listing, found, "invalid", text, error ? error->mend : NULL, "probe");
    }
    json_decref(summary);
    json_decref(description);
    lbh_diag_free(diag);
    return status;
}

/* Adds it by its content, if that is known. */
static bool add_by_content(const struct listing *listing, const struct found *found, const char *sha256,
                           enum lbh_status *status)
{
    const json_t *row = lbh_index_find_content(listing->index, sha256);
    const char *reason = row ? NULL : lbh_quarantine_find(listing->quarantine, sha256);
    if (row) *status = add_known(listing, found, row, "index");
    if (reason) *status = add_quarantined(listing, found, reason, "index");
    return row || reason;
}

/* Adds it as it was found the last time, if neither file has changed. */
static bool add_by_file(const struct listing *listing, struct found *found, enum lbh_status *status)
{
    struct lbh_indexed known;
    if (!lbh_index_find_file(listing->index, found->file, &found->id, &known)) return false;
    if (known.warning) found->warning = strdup(known.warning);
    /* Which content a manifest speaks of is read in the manifest, in the rare case that it matters. */
    if (known.row && lbh_quarantine_is_empty(listing->quarantine)) {
        *status = add_known(listing, found, known.row, "index");
        return true;
    }
    if (known.sha256 && add_by_content(listing, found, known.sha256, status)) return true;
    free(found->warning);
    found->warning = NULL;
    return false;
}

/* Adds it by what its library is, now that nothing beside it says. */
static enum lbh_status add_by_library(struct listing *listing, struct found *found)
{
    int64_t bytes = 0;
    enum lbh_status status = LBH_OK;
    if (listing->cached && lbh_file_hash(found->file, found->sha256, &bytes) == 0) {
        if (add_by_content(listing, found, found->sha256, &status)) {
            keep(listing, found, NULL, found->sha256);
            return status;
        }
    } else {
        *found->sha256 = '\0';
    }
    return scan(listing, found);
}

static enum lbh_status look(struct listing *listing, struct found *found, const char *manifest_file)
{
    struct stat about;
    enum lbh_status status = LBH_OK;
    if (stat(found->file, &found->about) != 0) return add_refused(listing, found, "invalid", strerror(errno), NULL, "probe");
    if (!S_ISREG(found->about.st_mode))
        return add_refused(listing, found, "invalid",
                           S_ISDIR(found->about.st_mode) ? "expected=a file, found=a folder"
                                                         : "expected=a file, found=a device",
                           NULL, "probe");
    found->id.library = lbh_file_id_of(&found->about);
    const bool has_manifest = stat(manifest_file, &about) == 0;
    if (has_manifest) found->id.manifest = lbh_file_id_of(&about);
    if (add_by_file(listing, found, &status)) return status;
    json_t *manifest = has_manifest ? read_manifest(found, manifest_file, &about) : NULL;
    if (!manifest) return add_by_library(listing, found);
    json_t *summary = summary_of(manifest);
    const char *sha256 = json_string_value(json_object_get(manifest, "sha256"));
    const char *reason = lbh_quarantine_find(listing->quarantine, sha256);
    if (summary) keep(listing, found, summary, NULL);
    status = !summary ? LBH_ERR_MEMORY
             : reason ? add_quarantined(listing, found, reason, "manifest")
                      : add_known(listing, found, summary, "manifest");
    json_decref(summary);
    json_decref(manifest);
    return status;
}

static enum lbh_status visit(void *user, const char *name, const char *file)
{
    struct found found = {.name = name, .file = file};
    char *manifest_file = lbh_block_manifest_file(file);
    const enum lbh_status status = manifest_file ? look(user, &found, manifest_file) : LBH_ERR_MEMORY;
    free(found.warning);
    free(manifest_file);
    return status;
}

struct json_t *lbh_listing_make(struct lbh_catalog *catalog, int64_t timeout_ns, unsigned *scanners, struct lbh_diag *diag)
{
    const char *cache = lbh_catalog_borrow_cache(catalog);
    struct listing listing = {.rows = json_array(),
                              .index = lbh_index_open(cache),
                              .quarantine = lbh_quarantine_open(cache),
                              .scanner = lbh_scanner_new(timeout_ns),
                              .cached = cache != NULL};
    enum lbh_status status = LBH_ERR_MEMORY;
    if (listing.rows && listing.index && listing.quarantine && listing.scanner)
        status = lbh_catalog_visit(catalog, visit, &listing, diag);
    if (scanners && listing.scanner) *scanners = lbh_scanner_count(listing.scanner);
    lbh_scanner_free(listing.scanner);
    lbh_index_close(listing.index);
    lbh_quarantine_close(listing.quarantine);
    lbh_catalog_renew_quarantine(catalog);
    if (status == LBH_OK) return listing.rows;
    if (lbh_diag_count(diag) == 0) lbh_diag_add(diag, status, "out of memory");
    json_decref(listing.rows);
    return NULL;
}
