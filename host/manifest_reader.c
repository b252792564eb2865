/* SPDX-License-Identifier: MIT */
/* How parts of a manifest are checked for their form, and how what is wrong with them is told. */
#include "manifest_reader.h"

#include "json.h"
#include "nearest.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define NAME_RULE "names match ^[A-Za-z_][A-Za-z0-9_-]*$"

void lbh_manifest_no_memory(struct lbh_manifest_reader *reader)
{
    if (reader->status != LBH_ERR_MEMORY) lbh_diag_add(reader->diag, LBH_ERR_MEMORY, "out of memory");
    reader->status = LBH_ERR_MEMORY;
}

void lbh_manifest_complain(struct lbh_manifest_reader *reader, const char *json_path, const char *mend, const char *format, ...)
{
    const size_t first = lbh_diag_count(reader->diag);
    va_list arguments;
    va_start(arguments, format);
    lbh_diag_vadd(reader->diag, LBH_ERR_INVALID, format, arguments);
    va_end(arguments);
    if (mend && *mend) lbh_diag_mend(reader->diag, "%s", mend);
    lbh_manifest_locate(reader->manifest, json_path, reader->diag, first);
    if (reader->status == LBH_OK) reader->status = LBH_ERR_INVALID;
}

char *lbh_manifest_join(struct lbh_manifest_reader *reader, const char *path, const char *key)
{
    /* By hand: a manifest of ten thousand blocks joins forty thousand paths. */
    const size_t length = strlen(path);
    const size_t key_size = strlen(key) + 1;
    const size_t dot = length > 0;
    char *joined = malloc(length + dot + key_size);
    if (!joined) {
        lbh_manifest_no_memory(reader);
        return NULL;
    }
    memcpy(joined, path, length);
    if (dot) joined[length] = '.';
    memcpy(joined + length + dot, key, key_size);
    return joined;
}

void lbh_manifest_check_keys(struct lbh_manifest_reader *reader, const struct json_t *object, const char *path,
                             const char *const *known, size_t count)
{
    const char *key;
    json_t *member;
    json_object_foreach(lbh_json_iterable(object), key, member)
    {
        size_t i = 0;
        while (i < count && strcmp(key, known[i]) != 0) i++;
        if (i < count) continue;
        char *where = lbh_manifest_join(reader, path, key);
        if (!where) return;
        char nearest[256];
        lbh_manifest_complain(reader, where, lbh_nearest_text(key, known, count, nearest, sizeof nearest), "unknown key \"%s\"",
                              key);
        free(where);
    }
}

static bool has_form(const struct json_t *json, enum lbh_manifest_form form)
{
    switch (form) {
    case LBH_FORM_TEXT:
    case LBH_FORM_NAME: return json_is_string(json) && json_string_length(json) > 0;
    case LBH_FORM_OBJECT: return json_is_object(json);
    case LBH_FORM_ARRAY: return json_is_array(json);
    }
    return false;
}

static const char *form_text(enum lbh_manifest_form form)
{
    switch (form) {
    case LBH_FORM_TEXT: return "a text that is not empty";
    case LBH_FORM_NAME: return "a name";
    case LBH_FORM_OBJECT: return "an object";
    case LBH_FORM_ARRAY: return "an array";
    }
    return "?";
}

const struct json_t *lbh_manifest_member(struct lbh_manifest_reader *reader, const struct json_t *object, const char *path,
                                         const char *key, enum lbh_manifest_form form)
{
    const json_t *member = json_object_get(object, key);
    if (!member || has_form(member, form)) return member;
    char *where = lbh_manifest_join(reader, path, key);
    char found[80];
    if (where)
        lbh_manifest_complain(reader, where, NULL, "expected=%s, found=%s", form_text(form),
                              lbh_json_brief(member, found, sizeof found));
    free(where);
    return NULL;
}

const char *lbh_manifest_text(struct lbh_manifest_reader *reader, const struct json_t *object, const char *path,
                              const char *key, enum lbh_manifest_form form)
{
    const char *text = json_string_value(lbh_manifest_member(reader, object, path, key, form));
    if (!text || form != LBH_FORM_NAME) return text;
    char *where = lbh_manifest_join(reader, path, key);
    const bool good = where && lbh_manifest_check_name(reader, where, key, text);
    free(where);
    return good ? text : NULL;
}

static bool is_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789-";
    return *name && strchr(letters, *name) && name[strspn(name, others)] == '\0';
}

bool lbh_manifest_check_name(struct lbh_manifest_reader *reader, const char *path, const char *what, const char *name)
{
    if (is_name(name)) return true;
    lbh_manifest_complain(reader, path, strchr(name, '.') ? NAME_RULE "; dots join the names of a path" : NAME_RULE,
                          "not a name: %s=\"%s\"", what, name);
    return false;
}
