/* SPDX-License-Identifier: MIT */
/* How declarations are put into words: inputs, outputs, states, configs, components, loop arguments. */
#include "describe_text.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

const char *describe_member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

const char *describe_value(const json_t *value, char *buffer, size_t size)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    const int written = snprintf(buffer, size, "%s", text ? text : "");
    if (size > 4 && written >= (int)size) memcpy(buffer + size - 4, "...", 4);
    free(text);
    return buffer;
}

/* Prints ", BEFORE VALUE" for a member that is there. */
static void print_detail(FILE *file, const json_t *object, const char *key, const char *before)
{
    const json_t *value = json_object_get(object, key);
    if (!value) return;
    char buffer[200];
    const char *text = json_is_string(value) && strcmp(key, "default") != 0 && strcmp(key, "value") != 0
                           ? json_string_value(value)
                           : describe_value(value, buffer, sizeof buffer);
    fprintf(file, ", %s", before);
    text_print_clean(file, text);
}

/* Prints a range [minimum, maximum], of which an end may be null. */
static void print_range(FILE *file, const json_t *range)
{
    const json_t *minimum = json_array_get(range, 0), *maximum = json_array_get(range, 1);
    char low[40], high[40];
    describe_value(minimum, low, sizeof low);
    describe_value(maximum, high, sizeof high);
    if (json_is_number(minimum) && json_is_number(maximum))
        fprintf(file, ", %s to %s", low, high);
    else if (json_is_number(minimum))
        fprintf(file, ", at least %s", low);
    else if (json_is_number(maximum))
        fprintf(file, ", at most %s", high);
}

static void print_choices(FILE *file, const json_t *choices)
{
    size_t index;
    json_t *choice;
    json_array_foreach(choices, index, choice)
    {
        char buffer[80];
        fputs(index == 0 ? ", one of " : ", ", file);
        text_print_clean(file, describe_value(choice, buffer, sizeof buffer));
    }
}

/* Prints "name (type, required, default 0.5, 0 to 1)" and below it the description. */
static void print_value(FILE *file, const json_t *value)
{
    /* An input that collects a whole group has no name. */
    const char *name = describe_member(value, "name");
    fputs("  ", file);
    text_print_clean(file, *name ? name : "(all of a group)");
    fputs(" (", file);
    text_print_clean(file, describe_member(value, "type"));
    if (json_is_true(json_object_get(value, "required"))) fputs(", required", file);
    print_detail(file, value, "value", "set to ");
    print_detail(file, value, "default", "default ");
    print_range(file, json_object_get(value, "range"));
    print_choices(file, json_object_get(value, "choices"));
    print_detail(file, value, "unit", "in ");
    print_detail(file, value, "group", "group ");
    size_t index;
    json_t *flag;
    json_array_foreach(json_object_get(value, "flags"), index, flag) fprintf(file, ", %s", json_string_value(flag));
    fputs(")\n", file);
    text_print_paragraph(file, 6, describe_member(value, "description"));
}

void describe_values(FILE *file, const char *heading, const json_t *values)
{
    if (json_array_size(values) == 0) return;
    fprintf(file, "\n%s:\n", heading);
    size_t index;
    json_t *value;
    json_array_foreach(values, index, value) print_value(file, value);
}

/* Prints ", "-separated texts after a heading. */
static void print_texts(FILE *file, const char *heading, const json_t *texts)
{
    size_t index;
    json_t *text;
    json_array_foreach(texts, index, text)
    {
        fprintf(file, "%s", index == 0 ? heading : ", ");
        text_print_clean(file, json_string_value(text));
    }
    if (json_array_size(texts) > 0) fputc('\n', file);
}

static void print_component_uses(FILE *file, const json_t *components)
{
    if (json_array_size(components) > 0) fputs("\nComponents:\n", file);
    size_t index;
    json_t *component;
    json_array_foreach(components, index, component)
    {
        fprintf(file, "  %s (%s%s)\n", describe_member(component, "name"), describe_member(component, "interface"),
                json_is_true(json_object_get(component, "required")) ? ", required" : "");
        text_print_paragraph(file, 6, describe_member(component, "description"));
    }
}

void describe_title(FILE *file, const json_t *description)
{
    text_print_clean(file, describe_member(description, "name"));
    const char *version = describe_member(description, "version");
    fprintf(file, "%s%s (%s)\n", *version ? " " : "", version, describe_member(description, "kind"));
    text_print_paragraph(file, 0, describe_member(description, "description"));
    fputs("\nFile: ", file);
    text_print_clean(file, describe_member(description, "file"));
    fputc('\n', file);
}

void describe_plugin(FILE *file, const json_t *plugin)
{
    describe_title(file, plugin);
    if (*describe_member(plugin, "licence")) fprintf(file, "Licence: %s\n", describe_member(plugin, "licence"));
    fprintf(file, "ABI: %s\n", describe_member(plugin, "abi"));
    print_texts(file, "Flags: ", json_object_get(plugin, "flags"));
    print_texts(file, "Provides: ", json_object_get(plugin, "provides"));
    print_component_uses(file, json_object_get(plugin, "components"));
    describe_values(file, "Configs", json_object_get(plugin, "configs"));
    const json_int_t ignored = json_integer_value(json_object_get(plugin, "ignored_configs"));
    if (ignored > 0) fprintf(file, "  %d more accepted, without effect\n", (int)ignored);
    describe_values(file, "Inputs", json_object_get(plugin, "inputs"));
    describe_values(file, "Outputs", json_object_get(plugin, "outputs"));
    describe_values(file, "States", json_object_get(plugin, "states"));
    describe_values(file, "Loop arguments it takes", json_object_get(plugin, "call_args"));
    describe_values(file, "Loop arguments it passes", json_object_get(plugin, "passes"));
}
