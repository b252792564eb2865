/* SPDX-License-Identifier: MIT */
/* The table of requests, and what is said of those that do not fit it. */
#include "control_request.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <loopblocks/host.h>

#include "nearest.h"
#include "report.h"

#define MOST_KEYS 3
#define TEXT_BYTES 512

enum value_kind { VALUE_TEXT, VALUE_TEXT_OR_NULL, VALUE_NODE, VALUE_ANY, VALUE_EDITS };

struct request_form {
    const char *name;
    enum request_kind kind;
    struct {
        const char *name; /* null: there are no more */
        enum value_kind value;
        bool optional;
    } keys[MOST_KEYS];
};

static const struct request_form forms[] = {
    {"change", REQUEST_CHANGE, {{"edits", VALUE_EDITS, false}}},
    {"insert",
     REQUEST_CHANGE,
     {{"path", VALUE_TEXT, false}, {"before", VALUE_TEXT_OR_NULL, true}, {"node", VALUE_NODE, false}}},
    {"move", REQUEST_CHANGE, {{"path", VALUE_TEXT, false}, {"before", VALUE_TEXT_OR_NULL, true}}},
    {"pause", REQUEST_PAUSE, {{0}}},
    {"remove", REQUEST_CHANGE, {{"path", VALUE_TEXT, false}}},
    {"resume", REQUEST_RESUME, {{0}}},
    {"set", REQUEST_CHANGE, {{"owner", VALUE_TEXT, false}, {"key", VALUE_TEXT, false}, {"value", VALUE_ANY, false}}},
    {"status", REQUEST_STATUS, {{0}}},
    {"stop", REQUEST_STOP, {{0}}},
    {"swap", REQUEST_CHANGE, {{"path", VALUE_TEXT, false}, {"file", VALUE_TEXT, false}}},
};
#define FORM_COUNT (sizeof forms / sizeof forms[0])

static void complain(json_t *errors, const char *place, const char *mend, const char *format, ...) LB_PRINTF(4, 5);
static void complain(json_t *errors, const char *place, const char *mend, const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    json_t *error = json_pack("{s:s, s:o}", "status", "usage", "text", json_from_text(text));
    if (place && *place) json_object_set_new(error, "path", json_string(place));
    if (mend && *mend) json_object_set_new(error, "mend", json_from_text(mend));
    json_array_append_new(errors, error);
}

/* Writes `did you mean "swap"?`, or all that may be written. Returns buffer. */
static const char *suggest(const char *wrong, const char *const *names, size_t count, char *buffer, size_t size)
{
    const char *meant = nearest(wrong, names, count);
    buffer[0] = '\0';
    if (meant) {
        snprintf(buffer, size, "did you mean \"%s\"?", meant);
        return buffer;
    }
    size_t used = 0;
    for (size_t k = 0; k < count && used < size; k++) {
        const int written = snprintf(buffer + used, size - used, "%s\"%s\"",
                                     k == 0          ? "write "
                                     : k + 1 < count ? ", "
                                                     : " or ",
                                     names[k]);
        if (written > 0) used += (size_t)written;
    }
    return buffer;
}

static const char *type_word(const json_t *value)
{
    if (!value) return "nothing";
    switch (json_typeof(value)) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "an array";
    case JSON_STRING: return "a text";
    case JSON_INTEGER:
    case JSON_REAL: return "a number";
    case JSON_TRUE:
    case JSON_FALSE: return "a truth value";
    case JSON_NULL: break;
    }
    return "null";
}

static bool fits(enum value_kind kind, const json_t *value)
{
    switch (kind) {
    case VALUE_TEXT: return json_is_string(value) && json_string_length(value) > 0;
    case VALUE_TEXT_OR_NULL: return (json_is_string(value) && json_string_length(value) > 0) || json_is_null(value);
    case VALUE_NODE: return (json_is_string(value) && json_string_length(value) > 0) || json_is_object(value);
    case VALUE_ANY: return true;
    case VALUE_EDITS: return json_is_array(value) && json_array_size(value) > 0;
    }
    return false;
}

static const char *wanted_word(enum value_kind kind)
{
    switch (kind) {
    case VALUE_TEXT: return "a text";
    case VALUE_TEXT_OR_NULL: return "a text or null";
    case VALUE_NODE: return "a plugin's name or file, or an object as in a manifest";
    case VALUE_ANY: return "a value";
    case VALUE_EDITS: return "an array of edits";
    }
    return "a value";
}

static bool is_empty(const json_t *value)
{
    return (json_is_string(value) && json_string_length(value) == 0) || (json_is_array(value) && json_array_size(value) == 0);
}

static const struct request_form *find_form(const char *name)
{
    for (size_t k = 0; k < FORM_COUNT; k++)
        if (strcmp(forms[k].name, name) == 0) return &forms[k];
    return NULL;
}

/* Finds the form that a request says it has. `edits_only`: it is an edit of a change. Null, after a complaint, if there is none. */
static const struct request_form *form_of(const json_t *request, bool edits_only, const char *place, json_t *errors)
{
    const char *names[FORM_COUNT];
    char mend[TEXT_BYTES];
    size_t count = 0;
    for (size_t k = 0; k < FORM_COUNT; k++)
        if (!edits_only || (forms[k].kind == REQUEST_CHANGE && strcmp(forms[k].name, "change") != 0))
            names[count++] = forms[k].name;
    const json_t *word = json_object_get(request, "do");
    const char *name = json_string_value(word);
    if (!name) {
        complain(errors, place, suggest("", names, count, mend, sizeof mend), "%s",
                 word ? "\"do\" must be a text" : "\"do\" is missing");
        return NULL;
    }
    const struct request_form *form = find_form(name);
    for (size_t k = 0; form && k < count; k++)
        if (names[k] == form->name) return form;
    complain(errors, place, suggest(name, names, count, mend, sizeof mend),
             form ? "\"%.64s\" is no edit" : "unknown request \"%.64s\"", name);
    return NULL;
}

/* Complains of everything in a request that its form does not have, and of what it lacks. */
static void check_keys(const struct request_form *form, json_t *request, const char *place, json_t *errors)
{
    const char *names[MOST_KEYS];
    size_t count = 0;
    while (count < MOST_KEYS && form->keys[count].name) {
        names[count] = form->keys[count].name;
        count++;
    }
    const char *key;
    json_t *value;
    json_object_foreach(request, key, value)
    {
        char mend[TEXT_BYTES];
        size_t k = 0;
        while (k < count && strcmp(key, names[k]) != 0) k++;
        if (k < count || strcmp(key, "do") == 0) continue;
        complain(errors, place, suggest(key, names, count, mend, sizeof mend), "\"%s\" has no \"%.64s\"", form->name, key);
    }
    for (size_t k = 0; k < count; k++) {
        value = json_object_get(request, names[k]);
        if (!value && !form->keys[k].optional)
            complain(errors, place, NULL, "\"%s\" needs \"%s\": %s", form->name, names[k], wanted_word(form->keys[k].value));
        else if (value && !fits(form->keys[k].value, value))
            complain(errors, place, NULL, "\"%s\" must be %s, found %s", names[k], wanted_word(form->keys[k].value),
                     is_empty(value) ? "an empty one" : type_word(value));
    }
}

/* Checks each edit of a change as if it were a request. */
static void check_edits(const json_t *edits, json_t *errors)
{
    size_t index;
    json_t *edit;
    json_array_foreach(edits, index, edit)
    {
        char place[48];
        snprintf(place, sizeof place, "edits[%zu]", index);
        if (!json_is_object(edit)) {
            complain(errors, place, NULL, "an edit must be an object, found %s", type_word(edit));
            continue;
        }
        const struct request_form *form = form_of(edit, true, place, errors);
        if (form) check_keys(form, edit, place, errors);
    }
}

static json_t *read_line(const char *line, size_t length, json_t *errors)
{
    static const char *const mend = "send an object a line, such as {\"do\": \"status\"}";
    json_error_t error;
    json_t *request = json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!request)
        complain(errors, NULL, mend, "this is no JSON: byte %d: %s", error.position, error.text);
    else if (!json_is_object(request))
        complain(errors, NULL, mend, "a request must be an object, found %s", type_word(request));
    else
        return request;
    json_decref(request);
    return NULL;
}

enum request_kind request_read(const char *line, size_t length, json_t **yield)
{
    *yield = NULL;
    json_t *errors = json_array();
    if (!errors) return REQUEST_WRONG;
    json_t *request = read_line(line, length, errors);
    const struct request_form *form = request ? form_of(request, false, NULL, errors) : NULL;
    if (form) check_keys(form, request, NULL, errors);
    json_t *edits = json_object_get(request, "edits");
    const bool several = form && form->keys[0].value == VALUE_EDITS;
    if (several && json_is_array(edits)) check_edits(edits, errors);

    enum request_kind kind = REQUEST_WRONG;
    if (json_array_size(errors) > 0) {
        *yield = json_pack("{s:b, s:O}", "ok", 0, "errors", errors);
    } else if (form) {
        kind = form->kind;
        if (kind == REQUEST_CHANGE) *yield = several ? json_incref(edits) : json_pack("[O]", request);
        if (kind == REQUEST_CHANGE && !*yield) kind = REQUEST_WRONG;
    }
    json_decref(request);
    json_decref(errors);
    return kind;
}

json_t *request_refuse(const char *text, const char *mend)
{
    json_t *errors = json_array();
    complain(errors, NULL, mend, "%s", text);
    return json_pack("{s:b, s:o}", "ok", 0, "errors", errors);
}

char *request_write(json_t *answer)
{
    char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
    json_decref(answer);
    return text;
}
