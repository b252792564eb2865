/* SPDX-License-Identifier: MIT */
/* How a JSON tree becomes elements in memory: its shape is measured, held against the type, then filled. */
#include "value.h"

#include "json.h"
#include "value_number.h"
#include "value_status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is being made; `index` is where in the arrays the reader is. */
struct making {
    const struct lbh_type *type;
    uint32_t element;
    int32_t ndim;
    int64_t shape[LB_MAX_NDIM];
    size_t index[LB_MAX_NDIM];
    bool is_lone; /* a scalar given for a tensor of one element */
    enum lbh_status failure;
    struct lbh_diag *diag;
};

void lbh_value_fini(struct lbh_value *value)
{
    free(value->data);
    *value = (struct lbh_value){0};
}

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

/* Reports `found` at the first `depth` indices. */
static enum lbh_status refuse(const struct making *making, int32_t depth, const char *expected, const char *found)
{
    char where[LB_MAX_NDIM * 24 + 16] = "";
    int used = depth > 0 ? snprintf(where, sizeof where, "element=") : 0;
    for (int32_t d = 0; d < depth; d++) used += snprintf(where + used, sizeof where - (size_t)used, "[%zu]", making->index[d]);
    return lbh_diag_add(making->diag, making->failure, "%s%sexpected=%s, found=%s", where, depth > 0 ? ", " : "", expected,
                        found);
}

static enum lbh_status refuse_json(const struct making *making, int32_t depth, const struct json_t *json)
{
    char expected[256];
    char found[80];
    const char *name = depth > 0 ? lbh_element_name(making->element) : lbh_type_format(making->type, expected, sizeof expected);
    return refuse(making, depth, name, lbh_json_brief(json, found, sizeof found));
}

/* Finds the element type of what a value of type "any" is given. Returns LB_TYPE_NONE where there is none for all of it. */
static uint32_t common_element(const struct json_t *json, bool in_array)
{
    struct lbh_number number;
    switch (json_typeof(json)) {
    case JSON_INTEGER: return LB_TYPE_I64;
    case JSON_REAL: return LB_TYPE_F64;
    case JSON_TRUE:
    case JSON_FALSE: return LB_TYPE_BOOL;
    case JSON_STRING:
        if (!in_array) return LB_TYPE_STR;
        return lbh_number_from_json(&number, json) && number.is_real ? LB_TYPE_F64 : LB_TYPE_NONE; /* Infinity */
    case JSON_NULL:
    case JSON_OBJECT: return LB_TYPE_NONE;
    case JSON_ARRAY: break;
    }
    uint32_t common = LB_TYPE_NONE;
    for (size_t i = 0; i < json_array_size(json); i++) {
        const uint32_t element = common_element(json_array_get(json, i), true);
        const bool mixed =
            (common == LB_TYPE_I64 && element == LB_TYPE_F64) || (common == LB_TYPE_F64 && element == LB_TYPE_I64);
        if (element == LB_TYPE_NONE || (common != LB_TYPE_NONE && common != element && !mixed)) return LB_TYPE_NONE;
        common = mixed ? LB_TYPE_F64 : element;
    }
    return common == LB_TYPE_NONE ? LB_TYPE_F64 : common;
}

/* Follows the first elements down to find rank and extents. */
static enum lbh_status measure(struct making *making, const struct json_t *json)
{
    const struct lbh_type *type = making->type;
    const bool any = type->element == LB_TYPE_NONE;
    for (const json_t *at = json; json_is_array(at); at = json_array_get(at, 0)) {
        if (making->ndim == LB_MAX_NDIM) return refuse(making, 0, "at most 8 dimensions", "more");
        making->shape[making->ndim++] = (int64_t)json_array_size(at);
    }
    making->element = any ? common_element(json, false) : type->element;
    if (making->element == LB_TYPE_NONE) return refuse_json(making, 0, json);
    if (any) return LBH_OK;
    if (making->ndim == 0 && type->ndim == 1 && !json_is_null(json) && !json_is_object(json)) {
        making->is_lone = true;
        making->shape[making->ndim++] = 1;
    }
    /* Of an array without elements the deeper extents are not known: they are what the type says. */
    if (making->ndim > 0 && making->shape[making->ndim - 1] == 0)
        for (; making->ndim < type->ndim; making->ndim++) {
            const struct lbh_dim *dim = &type->dims[making->ndim];
            making->shape[making->ndim] = dim->symbol[0] ? 0 : dim->extent;
        }
    return making->ndim == type->ndim ? LBH_OK : refuse_json(making, 0, json);
}

static enum lbh_status check_extents(const struct making *making)
{
    const struct lbh_type *type = making->type;
    bool good = true;
    for (int32_t d = 0; d < type->ndim; d++) {
        const struct lbh_dim *dim = &type->dims[d];
        if (!dim->symbol[0]) good = good && making->shape[d] == dim->extent;
        for (int32_t e = 0; dim->symbol[0] && e < d; e++)
            if (strcmp(dim->symbol, type->dims[e].symbol) == 0) good = good && making->shape[d] == making->shape[e];
    }
    if (good) return LBH_OK;
    char expected[256];
    char found[256];
    struct lbh_type concrete = {.element = type->element, .ndim = making->ndim};
    for (int32_t d = 0; d < making->ndim; d++) concrete.dims[d].extent = making->shape[d];
    return refuse(making, 0, lbh_type_format(type, expected, sizeof expected), lbh_type_format(&concrete, found, sizeof found));
}

static enum lbh_status fill_one(const struct making *making, int32_t depth, const struct json_t *json, void *data)
{
    struct lbh_number number;
    if (making->element == LB_TYPE_BOOL) {
        if (!json_is_boolean(json)) return refuse_json(making, depth, json);
        *(uint8_t *)data = json_is_true(json) ? 1 : 0;
        return LBH_OK;
    }
    const bool read = lbh_number_from_json(&number, json);
    /* Digits as text are a way to write large u64, not numbers in general. */
    const bool digits = read && json_is_string(json) && !number.is_real;
    if (!read || (digits && making->element != LB_TYPE_U64) || !lbh_number_store(&number, making->element, data))
        return refuse_json(making, depth, json);
    return LBH_OK;
}

static enum lbh_status fill(struct making *making, int32_t depth, const struct json_t *json, char **cursor)
{
    if (depth == making->ndim || making->is_lone) {
        const enum lbh_status status = fill_one(making, making->is_lone ? 0 : depth, json, *cursor);
        *cursor += lbh_element_size(making->element);
        return status;
    }
    const size_t count = json_array_size(json);
    if (!json_is_array(json) || count != (size_t)making->shape[depth]) {
        char expected[48];
        char found[80];
        snprintf(expected, sizeof expected, "an array of %lld", (long long)making->shape[depth]);
        if (json_is_array(json))
            snprintf(found, sizeof found, "an array of %zu", count);
        else
            lbh_json_brief(json, found, sizeof found);
        return refuse(making, depth, expected, found);
    }
    for (size_t i = 0; i < count; i++) {
        making->index[depth] = i;
        const enum lbh_status status = fill(making, depth + 1, json_array_get(json, i), cursor);
        if (status != LBH_OK) return status;
    }
    return LBH_OK;
}

/* A str, or a str[N]: pointers first, then the texts they point to. */
static enum lbh_status make_texts(struct making *making, const struct json_t *json, struct lbh_value *value)
{
    const bool list = making->ndim == 1;
    const size_t count = list ? (size_t)making->shape[0] : 1;
    size_t size = list ? count * sizeof(char *) : 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = list && !making->is_lone ? json_array_get(json, i) : json;
        making->index[0] = i;
        if (!json_is_string(item)) return refuse_json(making, list && !making->is_lone, item);
        size += json_string_length(item) + 1;
    }
    char *data = malloc(size > 0 ? size : 1);
    if (!data) return no_memory(making->diag);
    char *text = data + (list ? count * sizeof(char *) : 0);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = list && !making->is_lone ? json_array_get(json, i) : json;
        if (list) memcpy(data + i * sizeof(char *), &text, sizeof text);
        memcpy(text, json_string_value(item), json_string_length(item) + 1);
        text += json_string_length(item) + 1;
    }
    *value = (struct lbh_value){.element = LB_TYPE_STR, .ndim = making->ndim, .bytes = list ? size : size - 1, .data = data};
    value->shape[0] = (int64_t)(list ? count : size - 1);
    return LBH_OK;
}

enum lbh_status lbh_value_from_json_as(struct lbh_value *value, const struct lbh_type *type, const struct json_t *json,
                                       enum lbh_status failure, struct lbh_diag *diag)
{
    struct making making = {.type = type, .failure = failure, .diag = diag};
    enum lbh_status status = measure(&making, json);
    if (status == LBH_OK) status = check_extents(&making);
    if (status != LBH_OK) return status;
    if (making.element == LB_TYPE_STR) return make_texts(&making, json, value);
    size_t bytes = 0;
    if (!lbh_shape_bytes(making.ndim, making.shape, lbh_element_size(making.element), NULL, &bytes)) return no_memory(diag);
    char *data = malloc(bytes > 0 ? bytes : 1);
    if (!data) return no_memory(diag);
    char *cursor = data;
    status = fill(&making, 0, json, &cursor);
    if (status != LBH_OK) {
        free(data);
        return status;
    }
    *value = (struct lbh_value){.element = making.element, .ndim = making.ndim, .bytes = bytes, .data = data};
    memcpy(value->shape, making.shape, sizeof value->shape);
    return LBH_OK;
}

enum lbh_status lbh_value_from_json(struct lbh_value *value, const struct lbh_type *type, const struct json_t *json,
                                    struct lbh_diag *diag)
{
    return lbh_value_from_json_as(value, type, json, LBH_ERR_INVALID, diag);
}

enum lbh_status lbh_value_from_text(struct lbh_value *value, const struct lbh_type *type, const char *text,
                                    struct lbh_diag *diag)
{
    json_t *json = NULL;
    if (type->element == LB_TYPE_STR && type->ndim == 0) {
        json = json_string_nocheck(text);
        if (!json) return no_memory(diag);
    } else {
        const enum lbh_status status = lbh_json_parse_typed(text, &json, diag);
        if (status != LBH_OK) return status;
    }
    const enum lbh_status status = lbh_value_from_json_as(value, type, json, LBH_ERR_USAGE, diag);
    json_decref(json);
    return status;
}

enum lbh_status lbh_value_from_default(struct lbh_value *value, const struct lbh_type *type, const char *json_text,
                                       struct lbh_diag *diag)
{
    json_t *json = NULL;
    enum lbh_status status = lbh_json_parse(NULL, json_text, strlen(json_text), &json, diag);
    if (status != LBH_OK) return status;
    status = lbh_value_from_json(value, type, json, diag);
    json_decref(json);
    return status;
}

/* A list's pointers differ where its texts do not. */
static bool texts_equal(const struct lbh_value *a, const struct lbh_value *b)
{
    const char *const *texts = a->data;
    const char *const *others = b->data;
    for (int64_t i = 0; i < a->shape[0]; i++)
        if (strcmp(texts[i], others[i]) != 0) return false;
    return true;
}

bool lbh_value_equal(const struct lbh_value *a, const struct lbh_value *b)
{
    if (a->element != b->element || a->ndim != b->ndim || a->bytes != b->bytes) return false;
    if (memcmp(a->shape, b->shape, (size_t)a->ndim * sizeof a->shape[0]) != 0) return false;
    if (a->element == LB_TYPE_NONE) return true;
    if (a->element == LB_TYPE_STR && a->ndim == 1) return texts_equal(a, b);
    return memcmp(a->data, b->data, a->bytes) == 0;
}
