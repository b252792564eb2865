/* SPDX-License-Identifier: MIT */
/* The grammar of type strings, and the table of element types. */
#include "type.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    uint8_t code;
    uint8_t bits;
} elements[] = {
    [LB_TYPE_NONE] = {"any", LB_CODE_UINT, 8},     [LB_TYPE_I8] = {"i8", LB_CODE_INT, 8},
    [LB_TYPE_I16] = {"i16", LB_CODE_INT, 16},      [LB_TYPE_I32] = {"i32", LB_CODE_INT, 32},
    [LB_TYPE_I64] = {"i64", LB_CODE_INT, 64},      [LB_TYPE_U8] = {"u8", LB_CODE_UINT, 8},
    [LB_TYPE_U16] = {"u16", LB_CODE_UINT, 16},     [LB_TYPE_U32] = {"u32", LB_CODE_UINT, 32},
    [LB_TYPE_U64] = {"u64", LB_CODE_UINT, 64},     [LB_TYPE_F16] = {"f16", LB_CODE_FLOAT, 16},
    [LB_TYPE_BF16] = {"bf16", LB_CODE_BFLOAT, 16}, [LB_TYPE_F32] = {"f32", LB_CODE_FLOAT, 32},
    [LB_TYPE_F64] = {"f64", LB_CODE_FLOAT, 64},    [LB_TYPE_BOOL] = {"bool", LB_CODE_BOOL, 8},
    [LB_TYPE_STR] = {"str", LB_CODE_UINT, 8},
};
#define ELEMENT_COUNT (sizeof elements / sizeof elements[0])
#define TYPE_HELP                                                                                                              \
    "write i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 bool or str, or a tensor of these such as f32[B,C,32,32], or any"

/* Notation that has a meaning in a later minor, so that nobody gives it another one. */
static const char *const reserved_words[] = {"f8e4m3", "f8e5m2", "json", "list"};

static enum lbh_status refuse(struct lbh_diag *diag, const char *text, const char *why)
{
    lbh_diag_add(diag, LBH_ERR_INVALID, "invalid type: type=\"%s\", %s", text, why);
    lbh_diag_mend(diag, TYPE_HELP);
    return LBH_ERR_INVALID;
}

static uint32_t find_element(const char *word, size_t length)
{
    for (uint32_t i = 1; i < ELEMENT_COUNT; i++)
        if (strlen(elements[i].name) == length && memcmp(elements[i].name, word, length) == 0) return i;
    return LB_TYPE_NONE;
}

/* Parses one dimension and returns what follows it, or null. */
static const char *parse_dim(const char *text, struct lbh_dim *dim)
{
    *dim = (struct lbh_dim){.extent = -1};
    size_t length = 0;
    if (isdigit((unsigned char)*text)) {
        char *end = NULL;
        const long long extent = strtoll(text, &end, 10);
        if (end - text > 15) return NULL;
        dim->extent = extent;
        return end;
    }
    while (isalnum((unsigned char)text[length]) || text[length] == '_') length++;
    if (length == 0 || length >= LBH_SYMBOL_SIZE) return NULL;
    memcpy(dim->symbol, text, length);
    return text + length;
}

/* Parses "[B,C,32]"; spaces are allowed after commas. */
static const char *parse_dims(const char *text, struct lbh_type *type)
{
    do {
        text++;
        while (*text == ' ') text++;
        if (type->ndim == LB_MAX_NDIM) return NULL;
        text = parse_dim(text, &type->dims[type->ndim++]);
        if (!text) return NULL;
    } while (*text == ',');
    return *text == ']' ? text + 1 : NULL;
}

enum lbh_status lbh_type_parse(const char *text, bool lists, struct lbh_type *type, struct lbh_diag *diag)
{
    struct lbh_type parsed = {0};
    size_t length = 0;
    while (isalnum((unsigned char)text[length])) length++;
    if (length == 3 && strcmp(text, "any") == 0) {
        *type = parsed;
        return LBH_OK;
    }
    for (size_t i = 0; i < sizeof reserved_words / sizeof reserved_words[0]; i++)
        if (strlen(reserved_words[i]) == length && strncmp(text, reserved_words[i], length) == 0)
            return refuse(diag, text, "reserved for a later version");
    if (strstr(text, "...") || strchr(text, '?') || strchr(text, '@'))
        return refuse(diag, text, "\"...\", \"?\" and \"@\" are reserved for a later version");
    parsed.element = find_element(text, length);
    if (parsed.element == LB_TYPE_NONE) return refuse(diag, text, "no such element type");
    const char *end = text + length;
    if (*end == '[') end = parse_dims(end, &parsed);
    if (!end || *end) return refuse(diag, text, "its dimensions cannot be read (at most 8, names or numbers, between commas)");
    if (parsed.element == LB_TYPE_STR && parsed.ndim > (lists ? 1 : 0))
        return refuse(diag, text, lists ? "texts have at most one dimension" : "a tensor of texts is possible in configs only");
    *type = parsed;
    return LBH_OK;
}

const char *lbh_type_format(const struct lbh_type *type, char *buffer, size_t size)
{
    int used = snprintf(buffer, size, "%s", lbh_element_name(type->element));
    for (int32_t d = 0; d < type->ndim; d++) {
        if (used < 0 || (size_t)used >= size) return buffer;
        const char *before = d == 0 ? "[" : ",";
        const char *after = d + 1 == type->ndim ? "]" : "";
        const struct lbh_dim *dim = &type->dims[d];
        if (dim->symbol[0])
            used += snprintf(buffer + used, size - (size_t)used, "%s%s%s", before, dim->symbol, after);
        else
            used += snprintf(buffer + used, size - (size_t)used, "%s%lld%s", before, (long long)dim->extent, after);
    }
    return buffer;
}

const char *lbh_shape_format(uint32_t element, int32_t ndim, const int64_t *shape, char *buffer, size_t size)
{
    struct lbh_type type = {.element = element, .ndim = element == LB_TYPE_STR ? 0 : ndim};
    for (int32_t d = 0; d < type.ndim; d++) type.dims[d].extent = shape[d];
    return lbh_type_format(&type, buffer, size);
}

size_t lbh_element_size(uint32_t element)
{
    return element < ELEMENT_COUNT ? elements[element].bits / 8u : 0;
}

const char *lbh_element_name(uint32_t element)
{
    return element < ELEMENT_COUNT ? elements[element].name : "?";
}

struct lb_dtype lbh_element_dtype(uint32_t element)
{
    const uint32_t known = element < ELEMENT_COUNT ? element : LB_TYPE_NONE;
    return (struct lb_dtype){elements[known].code, elements[known].bits, 1};
}

bool lbh_shape_bytes(int32_t ndim, const int64_t *shape, size_t size, int64_t *count, size_t *bytes)
{
    int64_t product = 1;
    size_t total = 0;
    bool empty = false;
    for (int32_t d = 0; d < ndim; d++) {
        if (shape[d] < 0) return false;
        if (shape[d] == 0)
            empty = true;
        else if (__builtin_mul_overflow(product, shape[d], &product))
            return false;
    }
    if (empty) product = 0;
    if (__builtin_mul_overflow((size_t)product, size, &total) || total > PTRDIFF_MAX) return false;
    if (count) *count = product;
    if (bytes) *bytes = total;
    return true;
}

void lbh_shape_strides(int32_t ndim, const int64_t *shape, int64_t *strides)
{
    int64_t stride = 1;
    for (int32_t d = ndim - 1; d >= 0; d--) {
        strides[d] = stride;
        stride *= shape[d] > 0 ? shape[d] : 1;
    }
}
