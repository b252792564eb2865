/* SPDX-License-Identifier: MIT */
/* How values are shown: as short JSON text, or whole as a JSON tree. */
#include "json.h"
#include "text.h"
#include "value.h"
#include "value_number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Tensors of more elements are shown by their type and shape. */
#define SHOWN_ELEMENTS 16

/* Makes a JSON text of bytes that a block wrote; what is not UTF-8 becomes question marks. */
static json_t *text_json(const char *text)
{
    if (lbh_text_is_utf8(text)) return json_string(text);
    char *cleaned = strdup(text);
    if (!cleaned) return NULL;
    for (char *at = cleaned; *at; at++)
        if ((unsigned char)*at >= 0x80) *at = '?';
    json_t *json = json_string(cleaned);
    free(cleaned);
    return json;
}

static json_t *element_json(uint32_t element, const void *data)
{
    const struct lbh_number number = lbh_number_load(element, data);
    if (element == LB_TYPE_BOOL) return json_boolean(number.magnitude != 0);
    char text[LBH_NUMBER_SIZE];
    if (number.is_real && isfinite(number.real)) return json_real(number.real);
    /* Neither what is not finite nor a u64 above 2^63 - 1 has a number in JSON as jansson has it. */
    if (number.is_real || (!number.negative && number.magnitude > INT64_MAX))
        return json_string(lbh_number_format(&number, false, text));
    return json_integer((json_int_t)(number.negative ? UINT64_C(0) - number.magnitude : number.magnitude));
}

static json_t *array_json(uint32_t element, int32_t ndim, const int64_t *shape, const char **cursor)
{
    if (ndim == 0) {
        json_t *json = NULL;
        if (element == LB_TYPE_STR) {
            const char *text;
            memcpy(&text, *cursor, sizeof text);
            json = text_json(text);
        } else {
            json = element_json(element, *cursor);
        }
        *cursor += element == LB_TYPE_STR ? sizeof(char *) : lbh_element_size(element);
        return json;
    }
    json_t *array = json_array();
    for (int64_t i = 0; array && i < shape[0]; i++) {
        if (json_array_append_new(array, array_json(element, ndim - 1, shape + 1, cursor)) == 0) continue;
        json_decref(array);
        return NULL;
    }
    return array;
}

struct json_t *lbh_value_to_json(uint32_t element, int32_t ndim, const int64_t *shape, const void *data)
{
    if (element == LB_TYPE_NONE || !data) return json_null();
    if (element == LB_TYPE_STR && ndim == 0) return text_json(data);
    const char *cursor = data;
    return array_json(element, ndim, shape, &cursor);
}

/* Writes a number as JSON has it, or quoted where JSON has none. */
static void print_number(FILE *out, uint32_t element, const void *data)
{
    const struct lbh_number number = lbh_number_load(element, data);
    char text[LBH_NUMBER_SIZE];
    lbh_number_format(&number, element != LB_TYPE_F64, text);
    const char *quote = number.is_real && !isfinite(number.real) ? "\"" : "";
    if (element == LB_TYPE_BOOL)
        fputs(number.magnitude ? "true" : "false", out);
    else
        fprintf(out, "%s%s%s", quote, text, quote);
}

static void print_array(FILE *out, uint32_t element, int32_t ndim, const int64_t *shape, const char **cursor)
{
    if (ndim == 0) {
        print_number(out, element, *cursor);
        *cursor += lbh_element_size(element);
        return;
    }
    for (int64_t i = 0; i < shape[0]; i++) {
        fputs(i == 0 ? "[" : ", ", out);
        print_array(out, element, ndim - 1, shape + 1, cursor);
    }
    fputs(shape[0] == 0 ? "[]" : "]", out);
}

static char *format_texts(int32_t ndim, const int64_t *shape, const void *data)
{
    json_t *json = lbh_value_to_json(LB_TYPE_STR, ndim, shape, data);
    char *text = json_dumps(json, JSON_ENCODE_ANY);
    json_decref(json);
    return text;
}

char *lbh_value_format(uint32_t element, int32_t ndim, const int64_t *shape, const void *data)
{
    if (element == LB_TYPE_NONE || !data) return strdup("null");
    if (element == LB_TYPE_STR) return format_texts(ndim, shape, data);
    int64_t count = 0;
    if (!lbh_shape_bytes(ndim, shape, lbh_element_size(element), &count, NULL) || count > SHOWN_ELEMENTS) {
        char type[256];
        return strdup(lbh_shape_format(element, ndim, shape, type, sizeof type));
    }
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    const char *cursor = data;
    print_array(out, element, ndim, shape, &cursor);
    const bool failed = ferror(out) != 0;
    if (fclose(out) == 0 && !failed && text) return text;
    free(text);
    return NULL;
}
