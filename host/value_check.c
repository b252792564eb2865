/* SPDX-License-Identifier: MIT */
/* How values are held against what a descriptor allows: a range, or a list of choices. */
#include "json.h"
#include "nearest.h"
#include "value_number.h"
#include "value_status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longest list of choices that a message shows whole. */
#define SHOWN_CHOICES 512

static int64_t element_count(const struct lbh_value *value)
{
    int64_t count = 1;
    for (int32_t d = 0; d < value->ndim; d++) count *= value->shape[d];
    return count;
}

static const char *text_at(const struct lbh_value *value, int64_t index)
{
    return value->ndim == 0 ? value->data : ((const char *const *)value->data)[index];
}

static struct lbh_number number_at(const struct lbh_value *value, int64_t index)
{
    return lbh_number_load(value->element, (const char *)value->data + (size_t)index * lbh_element_size(value->element));
}

/* Writes which element is meant, "element=[1][0], ", or nothing for a scalar. */
static const char *format_index(const struct lbh_value *value, int64_t index, char *buffer, size_t size)
{
    buffer[0] = '\0';
    if (value->ndim == 0) return buffer;
    int64_t strides[LB_MAX_NDIM];
    lbh_shape_strides(value->ndim, value->shape, strides);
    int used = snprintf(buffer, size, "element=");
    for (int32_t d = 0; d < value->ndim; d++) {
        used += snprintf(buffer + used, size - (size_t)used, "[%lld]", (long long)(index / strides[d]));
        index %= strides[d];
    }
    snprintf(buffer + used, size - (size_t)used, ", ");
    return buffer;
}

static const char *format_element(const struct lbh_value *value, int64_t index, char *buffer, size_t size)
{
    char number[LBH_NUMBER_SIZE];
    const struct lbh_number loaded = value->element == LB_TYPE_STR ? (struct lbh_number){0} : number_at(value, index);
    if (value->element == LB_TYPE_STR)
        snprintf(buffer, size, "\"%.100s\"", text_at(value, index));
    else if (value->element == LB_TYPE_BOOL)
        snprintf(buffer, size, "%s", loaded.magnitude ? "true" : "false");
    else
        snprintf(buffer, size, "%s", lbh_number_format(&loaded, value->element != LB_TYPE_F64, number));
    return buffer;
}

static enum lbh_status refuse(const struct lbh_value *value, int64_t index, const char *expected, enum lbh_status failure,
                              struct lbh_diag *diag)
{
    char where[LB_MAX_NDIM * 24 + 16];
    char found[128];
    return lbh_diag_add(diag, failure, "%sexpected=%s, found=%s", format_index(value, index, where, sizeof where), expected,
                        format_element(value, index, found, sizeof found));
}

/* Parses what a descriptor says; that it says it rightly is the block's duty, not that of who gave the value. */
static enum lbh_status parse_array(const char *what, const char *text, json_t **array, struct lbh_diag *diag)
{
    json_t *json = NULL;
    const size_t first = lbh_diag_count(diag);
    const enum lbh_status status = lbh_json_parse(NULL, text, strlen(text), &json, diag);
    if (status == LBH_ERR_MEMORY) return status;
    if (status == LBH_OK && json_is_array(json)) {
        *array = json;
        return LBH_OK;
    }
    json_decref(json);
    lbh_diag_truncate(diag, first);
    return lbh_diag_add(diag, LBH_ERR_INVALID, "%s is declared wrongly: expected=a JSON array, found=%s", what, text);
}

static const char *format_range(const struct lbh_number *low, const struct lbh_number *high, char *buffer, size_t size)
{
    char first[LBH_NUMBER_SIZE];
    char last[LBH_NUMBER_SIZE];
    if (low) lbh_number_format(low, false, first);
    if (high) lbh_number_format(high, false, last);
    if (low && high)
        snprintf(buffer, size, "%s to %s", first, last);
    else
        snprintf(buffer, size, "%s %s", low ? "at least" : "at most", low ? first : last);
    return buffer;
}

static enum lbh_status check_range(const struct lbh_value *value, const char *range, enum lbh_status failure,
                                   struct lbh_diag *diag)
{
    json_t *ends = NULL;
    const enum lbh_status status = parse_array("the range", range, &ends, diag);
    if (status != LBH_OK) return status;
    struct lbh_number low;
    struct lbh_number high;
    const bool has_low = lbh_number_from_json(&low, json_array_get(ends, 0));
    const bool has_high = lbh_number_from_json(&high, json_array_get(ends, 1));
    const bool good = json_array_size(ends) == 2 && (has_low || json_is_null(json_array_get(ends, 0))) &&
                      (has_high || json_is_null(json_array_get(ends, 1))) && value->element != LB_TYPE_STR &&
                      value->element != LB_TYPE_BOOL;
    json_decref(ends);
    if (!good)
        return lbh_diag_add(diag, LBH_ERR_INVALID,
                            "the range is declared wrongly: expected=[minimum, maximum] for numbers, found=%s", range);
    if (!has_low && !has_high) return LBH_OK;
    for (int64_t i = 0, count = element_count(value); i < count; i++) {
        const struct lbh_number number = number_at(value, i);
        const int above = has_low ? lbh_number_compare(&number, &low) : 0;
        const int below = has_high ? lbh_number_compare(&number, &high) : 0;
        if ((above == 0 || above == 1) && (below == 0 || below == -1)) continue;
        char expected[96];
        format_range(has_low ? &low : NULL, has_high ? &high : NULL, expected, sizeof expected);
        return refuse(value, i, expected, failure, diag);
    }
    return LBH_OK;
}

static bool is_choice(const struct lbh_value *value, int64_t index, const json_t *choice)
{
    if (value->element == LB_TYPE_STR)
        return json_is_string(choice) && strcmp(json_string_value(choice), text_at(value, index)) == 0;
    const struct lbh_number number = number_at(value, index);
    if (value->element == LB_TYPE_BOOL) return json_is_boolean(choice) && json_is_true(choice) == (number.magnitude != 0);
    struct lbh_number allowed;
    return lbh_number_from_json(&allowed, choice) && lbh_number_compare(&number, &allowed) == 0;
}

static void suggest(const char *text, const json_t *choices, struct lbh_diag *diag)
{
    const size_t count = json_array_size(choices);
    const char **names = calloc(count > 0 ? count : 1, sizeof *names);
    if (!names) return; /* the error has been said; only the hint is lost */
    for (size_t i = 0; i < count; i++) names[i] = json_string_value(json_array_get(choices, i));
    char nearest[256];
    if (*lbh_nearest_text(text, names, count, nearest, sizeof nearest)) lbh_diag_mend(diag, "%s", nearest);
    free(names);
}

static enum lbh_status check_choices(const struct lbh_value *value, const char *choices, enum lbh_status failure,
                                     struct lbh_diag *diag)
{
    json_t *allowed = NULL;
    enum lbh_status status = parse_array("the list of choices", choices, &allowed, diag);
    if (status != LBH_OK) return status;
    for (int64_t i = 0, count = element_count(value); i < count && status == LBH_OK; i++) {
        size_t at = 0;
        while (at < json_array_size(allowed) && !is_choice(value, i, json_array_get(allowed, at))) at++;
        if (at < json_array_size(allowed)) continue;
        char expected[SHOWN_CHOICES];
        snprintf(expected, sizeof expected, "one of %s", choices);
        status = refuse(value, i, expected, failure, diag);
        if (value->element == LB_TYPE_STR) suggest(text_at(value, i), allowed, diag);
    }
    json_decref(allowed);
    return status;
}

enum lbh_status lbh_value_check_as(const struct lbh_value *value, const char *range, const char *choices,
                                   enum lbh_status failure, struct lbh_diag *diag)
{
    if (value->element == LB_TYPE_NONE) return LBH_OK;
    enum lbh_status status = range ? check_range(value, range, failure, diag) : LBH_OK;
    if (status == LBH_OK && choices) status = check_choices(value, choices, failure, diag);
    return status;
}

enum lbh_status lbh_value_check(const struct lbh_value *value, const char *range, const char *choices, struct lbh_diag *diag)
{
    return lbh_value_check_as(value, range, choices, LBH_ERR_INVALID, diag);
}
