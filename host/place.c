/* SPDX-License-Identifier: MIT */
/* How a path is found in a JSON text: a walk that skips what does not match, only taken once something is wrong. */
#include "place.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct cursor {
    const char *at;
    const char *end;
};

struct lbh_place lbh_place_at(const char *text, size_t length, size_t offset)
{
    struct lbh_place place = {1, 1};
    for (size_t i = 0; i < length && i < offset; i++) {
        if (text[i] == '\n') {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)text[i] & 0xc0u) != 0x80u) {
            place.column++; /* a byte that continues a character is no column */
        }
    }
    return place;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(struct cursor *cursor)
{
    while (cursor->at < cursor->end && is_space(*cursor->at)) cursor->at++;
}

/* From an opening quote to behind the closing one. */
static void skip_string(struct cursor *cursor)
{
    for (cursor->at++; cursor->at < cursor->end && *cursor->at != '"'; cursor->at++)
        if (*cursor->at == '\\' && cursor->at + 1 < cursor->end) cursor->at++;
    if (cursor->at < cursor->end) cursor->at++;
}

/* To the comma or bracket that follows the value. Not recursive, so that no nesting is too deep. */
static void skip_value(struct cursor *cursor)
{
    size_t depth = 0;
    while (cursor->at < cursor->end) {
        const char c = *cursor->at;
        if (c == '"') {
            skip_string(cursor);
            continue;
        }
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') {
            if (depth == 0) return;
            depth--;
        }
        if (c == ',' && depth == 0) return;
        cursor->at++;
    }
}

/* Returns how much of `path` the quoted key covers, or 0: the key must end where a step of the path ends. */
static size_t match_key(const char *quoted, size_t size, const char *path)
{
    if (size < 2) return 0;
    const char *key = quoted + 1;
    size_t length = size - 2;
    json_t *decoded = NULL;
    if (memchr(key, '\\', length)) {
        decoded = json_loadb(quoted, size, JSON_DECODE_ANY, NULL);
        if (!decoded) return 0;
        key = json_string_value(decoded);
        length = json_string_length(decoded);
    }
    const bool same = strncmp(path, key, length) == 0 && (!path[length] || path[length] == '.' || path[length] == '[');
    json_decref(decoded);
    return same ? length : 0;
}

/* Enters the object at the cursor and stops at the value of the member that the path begins with. */
static bool enter_member(struct cursor *cursor, const char **path, const char **key)
{
    cursor->at++;
    for (;;) {
        skip_space(cursor);
        if (cursor->at >= cursor->end || *cursor->at != '"') return false;
        const char *begin = cursor->at;
        skip_string(cursor);
        const size_t matched = match_key(begin, (size_t)(cursor->at - begin), *path);
        skip_space(cursor);
        if (cursor->at < cursor->end && *cursor->at == ':') cursor->at++;
        skip_space(cursor);
        if (matched > 0) {
            *path += matched;
            *key = begin;
            return true;
        }
        skip_value(cursor);
        if (cursor->at >= cursor->end || *cursor->at != ',') return false;
        cursor->at++;
    }
}

/* Enters the array at the cursor and stops at the element that the path begins with: "[3]". */
static bool enter_element(struct cursor *cursor, const char **path)
{
    char *behind = NULL;
    unsigned long index = strtoul(*path + 1, &behind, 10);
    if (*behind != ']') return false;
    cursor->at++;
    skip_space(cursor);
    for (; index > 0; index--) {
        skip_value(cursor);
        if (cursor->at >= cursor->end || *cursor->at != ',') return false;
        cursor->at++;
        skip_space(cursor);
    }
    *path = behind + 1;
    return cursor->at < cursor->end && *cursor->at != ']';
}

struct lbh_place lbh_place_find(const char *text, size_t length, const char *path)
{
    struct cursor cursor = {text, text + length};
    skip_space(&cursor);
    const char *found = cursor.at;
    while (*path && cursor.at < cursor.end) {
        const char *begin = cursor.at;
        if (*path == '[' && *begin == '[') {
            if (!enter_element(&cursor, &path)) break;
            found = cursor.at;
        } else if (*begin == '{') {
            if (*path == '.') path++;
            if (!enter_member(&cursor, &path, &found)) break;
        } else {
            break;
        }
    }
    return lbh_place_at(text, length, (size_t)(found - text));
}
