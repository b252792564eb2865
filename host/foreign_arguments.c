/* SPDX-License-Identifier: MIT */
/* The arguments of a foreign function: C types, and where each value comes from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "foreign_reader.h"
#include "json.h"
#include "nearest.h"
#include "value_number.h"

#define TYPE_MEND "write i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 bool or pointer"
#define SOURCE_MEND                                                                                                            \
    "write a constant, {\"slot\": NAME}, {\"data\": NAME, \"type\": TYPE}, {\"count\": NAME}, {\"dimension\": [NAME, D]} or "  \
    "{\"argument\": NAME}"

bool lbh_foreign_reserve(struct lbh_foreign_reader *reader, size_t arguments)
{
    struct lbh_foreign *foreign = reader->foreign;
    struct lbh_descriptor *d = foreign->library.descriptor;
    /* An argument declares at most two values (its own and its minimum), the result one more. */
    const size_t room = 2 * arguments + 1;
    d->inputs = calloc(room, sizeof *d->inputs);
    d->outputs = calloc(room, sizeof *d->outputs);
    d->args = calloc(room, sizeof *d->args);
    foreign->arguments = calloc(arguments + 1, sizeof *foreign->arguments);
    if (d->inputs && d->outputs && d->args && foreign->arguments) return true;
    lbh_foreign_complain(reader, "", NULL, "out of memory");
    return false;
}

const struct json_t *lbh_foreign_read_type(struct lbh_foreign_reader *reader, const struct json_t *json, const char *member,
                                           uint32_t *type)
{
    void *only = json_object_iter(lbh_json_iterable(json));
    if (!json_is_object(json) || json_object_size(json) != 1) {
        lbh_foreign_complain(reader, member, "write {\"i32\": 1} or {\"f64\": {\"slot\": \"x\"}}",
                             "expected=an object with one C type, found=something else");
        return NULL;
    }
    const char *name = json_object_iter_key(only);
    const struct json_t *value = json_object_iter_value(only);
    *type = strcmp(name, "pointer") == 0 ? LBH_FOREIGN_POINTER : LB_TYPE_NONE;
    for (uint32_t element = LB_TYPE_I8; element <= LB_TYPE_BOOL; element++)
        if (strcmp(name, lbh_element_name(element)) == 0 && element != LB_TYPE_F16 && element != LB_TYPE_BF16) *type = element;
    if (*type != LB_TYPE_NONE) return value;
    if (strncmp(name, "struct", 6) == 0)
        lbh_foreign_complain(reader, member, "write a small block in C that calls the function",
                             "\"%s\": structs cannot be passed by value", name);
    else
        lbh_foreign_complain(reader, member, TYPE_MEND, "no such C type: \"%s\"", name);
    return NULL;
}

/* Returns the slot of a declared name, or UINT32_MAX. */
static uint32_t find_slot(const struct lbh_descriptor *d, const char *name, const struct lbh_type **type)
{
    for (size_t i = 0; i < d->input_count; i++)
        if (strcmp(d->inputs[i].declared.name, name) == 0) {
            *type = &d->inputs[i].type;
            return d->inputs[i].declared.slot;
        }
    for (size_t i = 0; i < d->output_count; i++)
        if (strcmp(d->outputs[i].declared.name, name) == 0) {
            *type = &d->outputs[i].type;
            return d->outputs[i].declared.slot;
        }
    return UINT32_MAX;
}

static bool has_input(const struct lbh_descriptor *d, const char *name)
{
    for (size_t i = 0; i < d->input_count; i++)
        if (strcmp(d->inputs[i].declared.name, name) == 0) return true;
    return false;
}

static bool has_output(const struct lbh_descriptor *d, const char *name)
{
    for (size_t i = 0; i < d->output_count; i++)
        if (strcmp(d->outputs[i].declared.name, name) == 0) return true;
    return false;
}

uint32_t lbh_foreign_declare(struct lbh_foreign_reader *reader, const char *member, const char *name, const char *type,
                             enum lbh_access access)
{
    struct lbh_descriptor *d = reader->foreign->library.descriptor;
    const struct lbh_type *known = NULL;
    struct lbh_type parsed = {0};
    char left[128], right[128];
    if (!lbh_is_parameter_name(name)) {
        lbh_foreign_complain(reader, member, NULL, "a value's name is a letter or _, then letters, digits and _: \"%s\"", name);
        return 0;
    }
    if (lbh_type_parse(type, false, &parsed, NULL) != LBH_OK) {
        lbh_foreign_complain(reader, member, "write a type such as f32[N] or u8[H,W,3]", "no such type: \"%s\"", type);
        return 0;
    }
    uint32_t slot = find_slot(d, name, &known);
    if (slot == UINT32_MAX)
        slot = d->slot_count++;
    else if (strcmp(lbh_type_format(known, left, sizeof left), lbh_type_format(&parsed, right, sizeof right)) != 0)
        lbh_foreign_complain(reader, member, "give one name one type", "\"%s\" is %s and %s", name, left, right);
    if ((access & LBH_ACCESS_READ) && !has_input(d, name))
        d->inputs[d->input_count++] = (struct lbh_input){{.slot = slot, .name = name, .type = type, .required = 1}, parsed};
    if ((access & LBH_ACCESS_WRITE) && !has_output(d, name))
        d->outputs[d->output_count++] = (struct lbh_output){{.slot = slot, .name = name, .type = type}, parsed};
    return slot;
}

static void read_constant(struct lbh_foreign_reader *reader, const struct json_t *json, const char *member,
                          struct lbh_foreign_argument *argument)
{
    char found[64];
    struct lbh_number number;
    argument->source = LBH_FOREIGN_CONSTANT;
    if (argument->type == LBH_FOREIGN_POINTER) {
        if (json_is_null(json) || json_is_string(json))
            argument->constant.pointer = json_string_value(json);
        else
            lbh_foreign_complain(reader, member, SOURCE_MEND, "expected=null, a text or a value's data, found=%s",
                                 lbh_json_brief(json, found, sizeof found));
        return;
    }
    if (argument->type == LB_TYPE_BOOL && json_is_boolean(json)) {
        argument->constant.bytes[0] = json_is_true(json);
        return;
    }
    if (!lbh_number_from_json(&number, json) || !lbh_number_store(&number, argument->type, argument->constant.bytes))
        lbh_foreign_complain(reader, member, json_is_number(json) ? NULL : SOURCE_MEND, "expected=%s, found=%s",
                             lbh_element_name(argument->type), lbh_json_brief(json, found, sizeof found));
}

/* Reads {"data": NAME, "type": TYPE, "access": "read" | "write" | "update", "elements": N or NAME}. */
static void read_data(struct lbh_foreign_reader *reader, const struct json_t *json, const char *member,
                      struct lbh_foreign_argument *argument)
{
    static const char *const accesses[] = {"read", "write", "update"};
    const char *name = json_string_value(json_object_get(json, "data"));
    const char *type = json_string_value(json_object_get(json, "type"));
    const char *access = json_string_value(json_object_get(json, "access"));
    const json_t *elements = json_object_get(json, "elements");
    int way = access ? 0 : LBH_ACCESS_READ;
    for (int i = 0; access && i < 3; i++)
        if (strcmp(access, accesses[i]) == 0) way = i + 1;
    argument->source = LBH_FOREIGN_DATA;
    if (argument->type != LBH_FOREIGN_POINTER || !name || !type || !way) {
        lbh_foreign_complain(
            reader, member,
            "write {\"pointer\": {\"data\": \"x\", \"type\": \"f32[N]\", \"access\": \"update\"}}; access is read, "
            "write or update",
            "expected=a pointer to the data of a typed value, found=something else");
        return;
    }
    argument->slot = lbh_foreign_declare(reader, member, name, type, (enum lbh_access)way);
    if (!elements) return;
    argument->has_minimum = true;
    argument->minimum = json_integer_value(elements);
    if (json_is_string(elements))
        argument->minimum_slot = lbh_foreign_declare(reader, member, json_string_value(elements), "i64", LBH_ACCESS_READ);
    else if (!json_is_integer(elements) || argument->minimum < 0)
        lbh_foreign_complain(reader, member, NULL, "\"elements\": expected=a number or the name of an i64");
}

/* Reads {"count": NAME} or {"dimension": [NAME, D]}, of a value that another argument declares. */
static void read_extent(struct lbh_foreign_reader *reader, const struct json_t *json, const char *member,
                        struct lbh_foreign_argument *argument)
{
    const struct lbh_type *type = NULL;
    const json_t *dimension = json_object_get(json, "dimension");
    const json_t *named = dimension ? json_array_get(dimension, 0) : json_object_get(json, "count");
    const char *name = json_string_value(named);
    argument->source = dimension ? LBH_FOREIGN_DIMENSION : LBH_FOREIGN_COUNT;
    argument->slot = name ? find_slot(reader->foreign->library.descriptor, name, &type) : UINT32_MAX;
    if (argument->slot == UINT32_MAX) {
        lbh_foreign_complain(reader, member, "name a value whose data another argument is",
                             "no such value in this call: \"%s\"", name ? name : "");
        argument->slot = 0;
        return;
    }
    const json_int_t d = json_integer_value(json_array_get(dimension, 1));
    if (dimension &&
        (json_array_size(dimension) != 2 || !json_is_integer(json_array_get(dimension, 1)) || d < 0 || d >= type->ndim))
        lbh_foreign_complain(reader, member, NULL, "expected=[NAME, dimension from 0 to %d], found=another dimension",
                             type->ndim - 1);
    if (argument->type == LBH_FOREIGN_POINTER || argument->type == LB_TYPE_BOOL || argument->type == LB_TYPE_F32 ||
        argument->type == LB_TYPE_F64)
        lbh_foreign_complain(reader, member, "write i32, i64 or another integer", "a count is a whole number");
    argument->dimension = (int32_t)d;
}

static void read_source(struct lbh_foreign_reader *reader, const struct json_t *json, const char *member,
                        struct lbh_foreign_argument *argument)
{
    struct lbh_descriptor *d = reader->foreign->library.descriptor;
    const char *slot = json_string_value(json_object_get(json, "slot"));
    const char *loop = json_string_value(json_object_get(json, "argument"));
    const bool pointer = argument->type == LBH_FOREIGN_POINTER;
    if (json_object_get(json, "data")) {
        read_data(reader, json, member, argument);
    } else if (json_object_get(json, "count") || json_object_get(json, "dimension")) {
        /* In the second pass: what it refers to may be declared later. */
        argument->source = LBH_FOREIGN_COUNT;
    } else if (slot && !pointer) {
        const char *type = json_string_value(json_object_get(json, "type"));
        argument->source = LBH_FOREIGN_SLOT;
        argument->slot =
            lbh_foreign_declare(reader, member, slot, type ? type : lbh_element_name(argument->type), LBH_ACCESS_READ);
    } else if (loop && !pointer) {
        argument->source = LBH_FOREIGN_LOOP;
        argument->loop_argument = d->arg_count;
        d->args[d->arg_count] = (struct lbh_arg){{loop, lbh_element_name(argument->type)}, {.element = argument->type}};
        d->arg_count++;
    } else {
        lbh_foreign_complain(reader, member, SOURCE_MEND, "unknown source of an argument");
    }
}

void lbh_foreign_read_arguments(struct lbh_foreign_reader *reader, const struct json_t *list)
{
    struct lbh_foreign *foreign = reader->foreign;
    const size_t count = json_array_size(list);
    if (list && !json_is_array(list)) {
        lbh_foreign_complain(reader, "arguments", "write [{\"i32\": 1}, ...]", "expected=a list of arguments");
        return;
    }
    foreign->argument_count = count;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            char member[48];
            struct lbh_foreign_argument *argument = &foreign->arguments[i];
            snprintf(member, sizeof member, "arguments[%zu]", i);
            if (pass == 1) {
                if (argument->source == LBH_FOREIGN_COUNT)
                    read_extent(reader, json_object_iter_value(json_object_iter(json_array_get(list, i))), member, argument);
                continue;
            }
            argument->minimum_slot = UINT32_MAX;
            const json_t *value = lbh_foreign_read_type(reader, json_array_get(list, i), member, &argument->type);
            if (!value) continue;
            if (json_is_object(value))
                read_source(reader, value, member, argument);
            else
                read_constant(reader, value, member, argument);
        }
    }
}
