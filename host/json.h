/* SPDX-License-Identifier: MIT */
/* JSON as the host reads it: duplicate keys refused, errors with a place, Infinity and NaN understood. */
#ifndef LBH_JSON_H
#define LBH_JSON_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "diag.h"

/*
 * Parses any JSON value. The bare words Infinity, -Infinity and NaN, which Python writes and JSON does not have, are read as
 * the texts "Infinity", "-Infinity" and "NaN". `file` is named in errors, which then have a line and column; null: none.
 */
enum lbh_status lbh_json_parse(const char *file, const char *text, size_t length, struct json_t **json, struct lbh_diag *diag);

/* Makes a value of what was typed on a command line: JSON where it is that, else a text. The caller owns it. */
enum lbh_status lbh_json_parse_typed(const char *text, struct json_t **json, struct lbh_diag *diag);

/* Writes a value as it is shown in messages, cut to size. Returns buffer. */
const char *lbh_json_brief(const struct json_t *json, char *buffer, size_t size);

/* Casts for jansson's iterators, which take what they only read as mutable. */
static inline struct json_t *lbh_json_iterable(const struct json_t *json)
{
    return (struct json_t *)(uintptr_t)json;
}

#endif
