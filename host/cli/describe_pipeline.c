/* SPDX-License-Identifier: MIT */
/* How a pipeline is put into words: its components, its inputs and outputs, its tree of blocks. */
#include "describe_text.h"

#include <string.h>

#include "text.h"

/* Prints the members of an object, "HEADING key = value", a line each. */
static void print_members(FILE *file, int indent, const char *heading, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        char buffer[200];
        fprintf(file, "%*s%s", indent, "", heading);
        text_print_clean(file, key);
        fputs(" = ", file);
        text_print_clean(file, describe_value(value, buffer, sizeof buffer));
        fputc('\n', file);
    }
}

/* Prints "name: what it uses". */
static void print_use(FILE *file, int indent, const json_t *item, const char *otherwise)
{
    const char *use = describe_member(item, "use");
    fprintf(file, "%*s", indent, "");
    text_print_clean(file, describe_member(item, "name"));
    fputs(": ", file);
    text_print_clean(file, *use ? use : otherwise);
}

static void print_components(FILE *file, const json_t *components)
{
    if (json_array_size(components) > 0) fputs("\nComponents:\n", file);
    size_t index;
    json_t *component;
    json_array_foreach(components, index, component)
    {
        print_use(file, 2, component, "?");
        size_t position;
        json_t *interface;
        json_array_foreach(json_object_get(component, "interfaces"), position, interface)
        {
            fputs(position == 0 ? " (" : ", ", file);
            text_print_clean(file, json_string_value(interface));
        }
        fputs(position > 0 ? ")\n" : "\n", file);
        print_members(file, 6, "", json_object_get(component, "configs"));
    }
}

static void print_blocks(FILE *file, int indent, const json_t *blocks)
{
    size_t index;
    json_t *block;
    json_array_foreach(blocks, index, block)
    {
        const char *kind = describe_member(block, "kind");
        print_use(file, indent, block, kind);
        fputs(*describe_member(block, "use") && strcmp(kind, "loop") == 0 ? " (loop)" : "", file);
        if (*describe_member(block, "when")) {
            fputs(", when ", file);
            text_print_clean(file, describe_member(block, "when"));
        }
        fputc('\n', file);
        text_print_paragraph(file, indent + 4, describe_member(block, "description"));
        print_members(file, indent + 4, "maps ", json_object_get(block, "map"));
        print_members(file, indent + 4, "", json_object_get(block, "configs"));
        print_blocks(file, indent + 4, json_object_get(block, "blocks"));
    }
}

void describe_pipeline(FILE *file, const json_t *pipeline)
{
    describe_title(file, pipeline);
    print_components(file, json_object_get(pipeline, "components"));
    describe_values(file, "Inputs", json_object_get(pipeline, "inputs"));
    describe_values(file, "Outputs", json_object_get(pipeline, "outputs"));
    if (json_array_size(json_object_get(pipeline, "blocks")) > 0) fputs("\nBlocks, in the order in which they run:\n", file);
    print_blocks(file, 2, json_object_get(pipeline, "blocks"));
}
