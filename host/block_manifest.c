/* SPDX-License-Identifier: MIT */
/* What a plugin's manifest must hold to be believed. */
#include "block_manifest.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "file_hash.h"
#include "json.h"
#include "place.h"
#include "text.h"

/* A manifest that is being read. */
struct reading {
    const char *file;
    const char *library;
    char *text;
    size_t length;
    json_t *json;
    struct lbh_diag *diag;
};

char *lbh_block_manifest_file(const char *library)
{
    const size_t length = strlen(library);
    const size_t suffix = length > 3 && strcmp(library + length - 3, ".so") == 0 ? 3 : 0;
    return lbh_text("%.*s.block.json", (int)(length - suffix), library);
}

/* Refuses it for one of its members. */
static enum lbh_status refuse(const struct reading *reading, const char *member, const char *expected, const char *format, ...)
    LB_PRINTF(4, 5);
static enum lbh_status refuse(const struct reading *reading, const char *member, const char *expected, const char *format, ...)
{
    char found[200];
    va_list arguments;
    const size_t first = lbh_diag_count(reading->diag);
    va_start(arguments, format);
    vsnprintf(found, sizeof found, format, arguments);
    va_end(arguments);
    lbh_diag_add(reading->diag, LBH_ERR_INVALID, "the block's manifest is not believed: member=\"%s\", expected=%s, found=%s",
                 member, expected, found);
    lbh_diag_mend(reading->diag, "write it anew: loopblocks describe --manifest %s", reading->library);
    const struct lbh_place place = lbh_place_find(reading->text, reading->length, member);
    lbh_diag_locate(reading->diag, first, reading->file, place.line, place.column, NULL);
    return LBH_ERR_INVALID;
}

static enum lbh_status refuse_value(const struct reading *reading, const char *member, const char *expected)
{
    char found[80];
    const json_t *value = json_object_get(reading->json, member);
    return refuse(reading, member, expected, "%s", value ? lbh_json_brief(value, found, sizeof found) : "nothing");
}

static bool is_hash(const char *text)
{
    size_t length = 0;
    while (text && isxdigit((unsigned char)text[length])) length++;
    return length == 64 && text[64] == '\0';
}

static bool is_kind(const char *text)
{
    return text && (strcmp(text, "block") == 0 || strcmp(text, "loop") == 0 || strcmp(text, "component") == 0);
}

/* Checks that all members are there that every description has. */
static enum lbh_status check_form(const struct reading *reading)
{
    static const char *const texts[] = {"name", "version", "description", "library", "abi"};
    static const char *const lists[] = {"flags",   "inputs",    "outputs", "states",  "components",
                                        "configs", "call_args", "passes",  "provides"};
    if (json_integer_value(json_object_get(reading->json, "loopblocks_block")) != LBH_BLOCK_MANIFEST_FORMAT)
        return refuse_value(reading, "loopblocks_block", "1, the format");
    if (!is_kind(json_string_value(json_object_get(reading->json, "kind"))))
        return refuse_value(reading, "kind", "\"block\", \"loop\" or \"component\"");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (!json_is_string(json_object_get(reading->json, texts[i]))) return refuse_value(reading, texts[i], "a text");
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (!json_is_array(json_object_get(reading->json, lists[i]))) return refuse_value(reading, lists[i], "a list");
    if (!is_hash(json_string_value(json_object_get(reading->json, "sha256"))))
        return refuse_value(reading, "sha256", "64 hexadecimal digits");
    if (!json_is_integer(json_object_get(reading->json, "size"))) return refuse_value(reading, "size", "the library's bytes");
    return LBH_OK;
}

static bool is_older(const struct stat *about, const struct stat *other)
{
    if (about->st_mtim.tv_sec != other->st_mtim.tv_sec) return about->st_mtim.tv_sec < other->st_mtim.tv_sec;
    return about->st_mtim.tv_nsec < other->st_mtim.tv_nsec;
}

/* Checks that it speaks of this library as it is now. */
static enum lbh_status check_subject(const struct reading *reading, const struct stat *about, const struct stat *library)
{
    char expected[300], hash[65];
    int64_t bytes = 0;
    const char *base = lbh_path_name(reading->library);
    const size_t length = strlen(base) - 3;
    const char *name = json_string_value(json_object_get(reading->json, "name"));
    const char *told = json_string_value(json_object_get(reading->json, "sha256"));
    snprintf(expected, sizeof expected, "\"%.*s\", as the file is called", (int)length, base);
    if (strlen(name) != length || strncmp(name, base, length) != 0) return refuse_value(reading, "name", expected);
    snprintf(expected, sizeof expected, "\"%s\"", base);
    if (strcmp(json_string_value(json_object_get(reading->json, "library")), base) != 0)
        return refuse_value(reading, "library", expected);
    snprintf(expected, sizeof expected, "%lld, the library's", (long long)library->st_size);
    if (json_integer_value(json_object_get(reading->json, "size")) != library->st_size)
        return refuse_value(reading, "size", expected);
    /* Who copies folders keeps no order: a manifest that is older may still be the right one. */
    if (!is_older(about, library)) return LBH_OK;
    if (lbh_file_hash(reading->library, hash, &bytes) == 0 && strcasecmp(hash, told) == 0) return LBH_OK;
    return refuse(reading, "sha256", "that of the library, which is younger", "\"%.12s...\"", told);
}

enum lbh_status lbh_block_manifest_read(const char *file, const struct stat *about, const char *library,
                                        const struct stat *library_about, struct json_t **manifest, struct lbh_diag *diag)
{
    struct reading reading = {.file = file, .library = library, .diag = diag};
    const size_t before = lbh_diag_count(diag);
    if (!S_ISREG(about->st_mode)) {
        const size_t first = lbh_diag_count(diag);
        lbh_diag_add(diag, LBH_ERR_INVALID, "the block's manifest is not believed: expected=a file, found=%s",
                     S_ISDIR(about->st_mode) ? "a folder" : "a device");
        lbh_diag_mend(diag, "remove it, and write it anew: loopblocks describe --manifest %s", library);
        lbh_diag_locate(diag, first, file, 0, 0, NULL);
        return LBH_ERR_INVALID;
    }
    enum lbh_status status = lbh_file_read(file, &reading.text, &reading.length, diag);
    if (status == LBH_OK) status = lbh_json_parse(file, reading.text, reading.length, &reading.json, diag);
    lbh_diag_prefix(diag, before, "the block's manifest is not believed");
    if (status == LBH_OK && !json_is_object(reading.json)) status = refuse_value(&reading, "loopblocks_block", "1, the format");
    if (status == LBH_OK) status = check_form(&reading);
    if (status == LBH_OK) status = check_subject(&reading, about, library_about);
    if (status == LBH_OK)
        *manifest = reading.json;
    else
        json_decref(reading.json);
    free(reading.text);
    return status;
}
