/* SPDX-License-Identifier: MIT */
/* How jansson is used: what it cannot read is made readable first, and what it finds wrong is told with its place. */
#include "json.h"

#include "place.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const bare_words[] = {"-Infinity", "Infinity", "NaN"};

/* Returns the length of the bare word at `at` that stands for a value, or 0. */
static size_t bare_word(const char *at, const char *end)
{
    for (size_t i = 0; i < sizeof bare_words / sizeof bare_words[0]; i++) {
        const size_t length = strlen(bare_words[i]);
        if ((size_t)(end - at) < length || memcmp(at, bare_words[i], length) != 0) continue;
        const char *next = at + length;
        while (next < end && isspace((unsigned char)*next)) next++;
        return next < end && *next == ':' ? 0 : length; /* a key must be quoted */
    }
    return 0;
}

/*
 * Writes the text with its bare words quoted, as far as `room` goes, and returns the length of that; `read` is how far it got
 * in the text. Without `out` it only counts.
 */
static size_t quote_bare_words(const char *text, size_t length, char *out, size_t room, size_t *read)
{
    const char *end = text + length;
    const char *at = text;
    size_t written = 0;
    bool in_string = false;
    while (at < end && written < room) {
        size_t count = 1;
        size_t quotes = 0;
        if (in_string) {
            if (*at == '\\' && at + 1 < end)
                count = 2;
            else if (*at == '"')
                in_string = false;
        } else if (*at == '"') {
            in_string = true;
        } else if (*at == '-' || *at == 'I' || *at == 'N') {
            const size_t word = bare_word(at, end);
            if (word > 0) count = word, quotes = 1;
        }
        if (out) {
            if (quotes) out[written] = out[written + count + 1] = '"';
            memcpy(out + written + quotes, at, count);
        }
        written += count + 2 * quotes;
        at += count;
    }
    if (read) *read = (size_t)(at - text);
    return written;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '+' || c == '-' || c == '.' || c == '_';
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isspace((unsigned char)text[i])) return false;
    return true;
}

/* Returns where the token that ends at `end` begins: jansson says only where it ends. */
static size_t token_begin(const char *text, size_t end)
{
    if (end == 0) return 0;
    size_t at = end - 1;
    if (text[at] == '"') {
        while (at > 0) {
            at--;
            size_t slashes = 0;
            while (slashes < at && text[at - 1 - slashes] == '\\') slashes++;
            if (text[at] == '"' && slashes % 2 == 0) return at;
        }
        return end - 1;
    }
    while (at > 0 && is_word(text[at]) && is_word(text[at - 1])) at--;
    return at;
}

static enum lbh_status report(const char *file, const char *text, size_t length, const json_error_t *error,
                              struct lbh_diag *diag)
{
    const enum json_error_code code = json_error_code(error);
    /* Where jansson has no memory for an error either, it says nothing. */
    if (code == json_error_out_of_memory || error->text[0] == '\0') return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    const size_t first = lbh_diag_count(diag);
    size_t end = 0;
    quote_bare_words(text, length, NULL, error->position > 0 ? (size_t)error->position : 0, &end);
    size_t begin = token_begin(text, end);
    switch (code) {
    case json_error_duplicate_key:
        lbh_diag_add(diag, LBH_ERR_INVALID, "key given twice: %.*s", (int)(end - begin > 80 ? 80 : end - begin), text + begin);
        break;
    case json_error_stack_overflow: lbh_diag_add(diag, LBH_ERR_INVALID, "not JSON that can be read: nested too deeply"); break;
    case json_error_premature_end_of_input:
        if (is_blank(text, length))
            lbh_diag_add(diag, LBH_ERR_INVALID, "not JSON: there is nothing in it");
        else
            lbh_diag_add(diag, LBH_ERR_INVALID, "not JSON: it ends too early");
        begin = length;
        break;
    default: lbh_diag_add(diag, LBH_ERR_INVALID, "not JSON: %s", error->text); break;
    }
    if (!diag || !file) return LBH_ERR_INVALID;
    const struct lbh_place place = lbh_place_at(text, length, begin);
    lbh_diag_locate(diag, first, file, place.line, place.column, NULL);
    return LBH_ERR_INVALID;
}

enum lbh_status lbh_json_parse(const char *file, const char *text, size_t length, struct json_t **json, struct lbh_diag *diag)
{
    const size_t quoted_length = quote_bare_words(text, length, NULL, SIZE_MAX, NULL);
    char *quoted = NULL;
    if (quoted_length != length) {
        quoted = malloc(quoted_length);
        if (!quoted) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
        quote_bare_words(text, length, quoted, SIZE_MAX, NULL);
    }
    json_t *read = NULL;
    json_error_t error = {0};
    /* jansson may take a want of memory for a mistake in the text: what it refuses, it is asked again. */
    for (int tries = 0; !read && tries < 2; tries++)
        read = json_loadb(quoted ? quoted : text, quoted_length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    free(quoted);
    if (!read) return report(file, text, length, &error, diag);
    *json = read;
    return LBH_OK;
}

enum lbh_status lbh_json_parse_typed(const char *text, struct json_t **json, struct lbh_diag *diag)
{
    const enum lbh_status status = lbh_json_parse(NULL, text, strlen(text), json, NULL);
    if (status == LBH_OK) return LBH_OK;
    json_t *string = status == LBH_ERR_MEMORY ? NULL : json_string_nocheck(text);
    if (!string) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    *json = string;
    return LBH_OK;
}

const char *lbh_json_brief(const struct json_t *json, char *buffer, size_t size)
{
    if (json_is_object(json)) {
        snprintf(buffer, size, "an object");
        return buffer;
    }
    const size_t length = json_dumpb(json, buffer, size, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
    if (length > 0 && length < size) {
        buffer[length] = '\0';
        return buffer;
    }
    if (json_is_array(json))
        snprintf(buffer, size, "an array of %zu", json_array_size(json));
    else if (json_is_string(json))
        snprintf(buffer, size, "\"%.*s...\"", (int)(size / 2), json_string_value(json));
    else
        snprintf(buffer, size, "?");
    return buffer;
}
