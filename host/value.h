/* SPDX-License-Identifier: MIT */
/* Typed values outside the arena: made from JSON or from text on a command line, and checked against ranges and choices. */
#ifndef LBH_VALUE_H
#define LBH_VALUE_H

#include "type.h"

struct json_t;

/* A value that owns its memory. A str's data is NUL-terminated; shape[0] is then its length in bytes and ndim is 0 here. */
struct lbh_value {
    uint32_t element; /* LB_TYPE_NONE: not set */
    int32_t ndim;
    int64_t shape[LB_MAX_NDIM];
    size_t bytes; /* without a str's NUL */
    void *data;
};

void lbh_value_fini(struct lbh_value *value);

/*
 * Makes a value of `type` from JSON. Whole reals are accepted as integers where they are exact; "Infinity", "-Infinity" and
 * "NaN" as floats; digits as text as a u64, for those above 2^63 - 1; a scalar as a tensor of one element where the type has
 * rank 1; nested arrays for higher ranks, not ragged. Integers out of their type's range are refused, and finite numbers that a
 * float cannot hold. Named dimensions accept any extent, each name the same one throughout. For "any": a whole number becomes
 * i64, another f64, true and false bool, text str, arrays tensors of these.
 */
enum lbh_status lbh_value_from_json(struct lbh_value *value, const struct lbh_type *type, const struct json_t *json,
                                    struct lbh_diag *diag);

/*
 * The same from text as typed on a command line: JSON where it is that and the type is not str, else a str as it stands. What
 * is wrong with it is LBH_ERR_USAGE; with the others, LBH_ERR_INVALID.
 */
enum lbh_status lbh_value_from_text(struct lbh_value *value, const struct lbh_type *type, const char *text,
                                    struct lbh_diag *diag);

/* The same from a descriptor's JSON text (a default). */
enum lbh_status lbh_value_from_default(struct lbh_value *value, const struct lbh_type *type, const char *json_text,
                                       struct lbh_diag *diag);

/*
 * Checks every element against a descriptor's range, "[0, 1]" with null for an open end, and choices, "[\"a\", \"b\"]"; null:
 * any. The error says expected and found; a wrong choice names the nearest right one.
 */
enum lbh_status lbh_value_check(const struct lbh_value *value, const char *range, const char *choices, struct lbh_diag *diag);

/* Returns whether two values have the same type, shape and bytes. */
bool lbh_value_equal(const struct lbh_value *a, const struct lbh_value *b);

/*
 * Writes a value as short JSON text, for messages and output: long tensors as their type and shape. A str has ndim 0 here, a
 * str[N] ndim 1. The caller frees it.
 */
char *lbh_value_format(uint32_t element, int32_t ndim, const int64_t *shape, const void *data);

/*
 * The same as a JSON tree, whole: what JSON has no number for becomes text, "NaN", "Infinity", "-Infinity". The caller owns it.
 */
struct json_t *lbh_value_to_json(uint32_t element, int32_t ndim, const int64_t *shape, const void *data);

#endif
