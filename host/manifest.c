/* SPDX-License-Identifier: MIT */
/* How a manifest's top level is read: its version, its name, components, inputs and outputs. */
#include "manifest.h"

#include "file.h"
#include "json.h"
#include "manifest_reader.h"
#include "place.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT_VERSION 1

void lbh_manifest_free(struct lbh_manifest *manifest)
{
    if (!manifest) return;
    for (size_t i = 0; i < manifest->component_count; i++) free(manifest->components[i].json_path);
    for (size_t i = 0; i < manifest->input_count; i++) free(manifest->inputs[i].json_path);
    lbh_node_fini(&manifest->root);
    free(manifest->components);
    free(manifest->inputs);
    free(manifest->outputs);
    json_decref(manifest->json);
    free(manifest->text);
    free(manifest->directory);
    free(manifest->file);
    free(manifest);
}

void lbh_manifest_show_in(struct lbh_manifest *manifest, const char *text)
{
    char *copy = strdup(text);
    if (!copy) return;
    free(manifest->text);
    manifest->text = copy;
}

void lbh_manifest_locate(const struct lbh_manifest *manifest, const char *json_path, struct lbh_diag *diag, size_t first)
{
    if (lbh_diag_count(diag) <= first) return; /* nobody asks for the place, which takes a walk through the text */
    const struct lbh_place place = lbh_place_find(manifest->text, strlen(manifest->text), json_path);
    lbh_diag_locate(diag, first, manifest->file, place.line, place.column, json_path);
}

static void read_version(struct lbh_manifest_reader *reader)
{
    const json_t *version = json_object_get(reader->manifest->json, "loopblocks");
    if (json_is_integer(version) && json_integer_value(version) == FORMAT_VERSION) return;
    char found[80];
    const char *where = version ? "loopblocks" : "";
    const char *mend = version ? NULL : "add \"loopblocks\": 1";
    lbh_manifest_complain(reader, where, mend, "this library reads manifests with \"loopblocks\": %d, found=%s", FORMAT_VERSION,
                          version ? lbh_json_brief(version, found, sizeof found) : "none");
}

/* A component's name is also that of its configs on the command line, where inputs and blocks are named too. */
static void check_component_name(struct lbh_manifest_reader *reader, const char *path, const char *name)
{
    lbh_manifest_check_name(reader, path, "component", name);
    const struct json_t *json = reader->manifest->json;
    if (json_object_get(json_object_get(json, "inputs"), name))
        lbh_manifest_complain(reader, path, "rename one of them", "\"%s\" is the name of an input too", name);
    if (json_object_get(json_object_get(json, "blocks"), name))
        lbh_manifest_complain(reader, path, "rename one of them", "\"%s\" is the name of a block too", name);
}

static void read_components(struct lbh_manifest_reader *reader)
{
    static const char *const keys[] = {"use", "config", "description"};
    struct lbh_manifest *manifest = reader->manifest;
    const struct json_t *components = lbh_manifest_member(reader, manifest->json, "", "components", LBH_FORM_OBJECT);
    if (json_object_size(components) == 0) return;
    manifest->components = calloc(json_object_size(components), sizeof *manifest->components);
    if (!manifest->components) {
        lbh_manifest_no_memory(reader);
        return;
    }
    const char *name;
    json_t *json;
    json_object_foreach(lbh_json_iterable(components), name, json)
    {
        char *path = lbh_manifest_join(reader, "components", name);
        if (!path) return;
        struct lbh_manifest_component *component = &manifest->components[manifest->component_count++];
        *component = (struct lbh_manifest_component){.name = name, .json_path = path};
        check_component_name(reader, path, name);
        if (!lbh_manifest_member(reader, components, "components", name, LBH_FORM_OBJECT)) continue;
        lbh_manifest_check_keys(reader, json, path, keys, sizeof keys / sizeof keys[0]);
        if (!json_object_get(json, "use")) lbh_manifest_complain(reader, path, NULL, "expected=\"use\", found=none");
        component->use = lbh_manifest_text(reader, json, path, "use", LBH_FORM_TEXT);
        component->config = lbh_manifest_member(reader, json, path, "config", LBH_FORM_OBJECT);
        const json_t *description = json_object_get(json, "description");
        if (description && !json_is_string(description)) lbh_manifest_text(reader, json, path, "description", LBH_FORM_TEXT);
    }
}

static void read_inputs(struct lbh_manifest_reader *reader)
{
    struct lbh_manifest *manifest = reader->manifest;
    const struct json_t *inputs = lbh_manifest_member(reader, manifest->json, "", "inputs", LBH_FORM_OBJECT);
    if (json_object_size(inputs) == 0) return;
    manifest->inputs = calloc(json_object_size(inputs), sizeof *manifest->inputs);
    if (!manifest->inputs) {
        lbh_manifest_no_memory(reader);
        return;
    }
    const char *name;
    json_t *json;
    json_object_foreach(lbh_json_iterable(inputs), name, json)
    {
        char *path = lbh_manifest_join(reader, "inputs", name);
        if (!path) return;
        manifest->inputs[manifest->input_count++] = (struct lbh_manifest_input){name, path, json};
        lbh_manifest_check_name(reader, path, "input", name);
    }
}

/* Reads one output; `seen` holds those before it. */
static void read_output(struct lbh_manifest_reader *reader, const json_t *json, json_t *seen, const char *path)
{
    struct lbh_manifest *manifest = reader->manifest;
    const char *name = json_string_value(json);
    if (!name) {
        char found[80];
        lbh_manifest_complain(reader, path, NULL, "expected=a name, found=%s", lbh_json_brief(json, found, sizeof found));
        return;
    }
    if (json_object_get(seen, name)) {
        lbh_manifest_complain(reader, path, NULL, "output \"%s\" is listed twice", name);
        return;
    }
    if (!lbh_manifest_check_name(reader, path, "output", name)) return;
    if (json_object_set_new(seen, name, json_null()) != 0) lbh_manifest_no_memory(reader);
    manifest->outputs[manifest->output_count++] = name;
}

static void read_outputs(struct lbh_manifest_reader *reader)
{
    struct lbh_manifest *manifest = reader->manifest;
    const struct json_t *outputs = lbh_manifest_member(reader, manifest->json, "", "outputs", LBH_FORM_ARRAY);
    const size_t count = json_array_size(outputs);
    if (count == 0) return;
    manifest->outputs = calloc(count, sizeof *manifest->outputs);
    json_t *seen = json_object();
    if (!manifest->outputs || !seen) lbh_manifest_no_memory(reader);
    for (size_t i = 0; i < count && reader->status != LBH_ERR_MEMORY; i++) {
        char *path = lbh_text("outputs[%zu]", i);
        if (path)
            read_output(reader, json_array_get(outputs, i), seen, path);
        else
            lbh_manifest_no_memory(reader);
        free(path);
    }
    json_decref(seen);
}

static void read_top(struct lbh_manifest_reader *reader)
{
    static const char *const keys[] = {"$schema",    "loopblocks", "name",   "description",
                                       "components", "inputs",     "blocks", "outputs"};
    struct lbh_manifest *manifest = reader->manifest;
    if (!json_is_object(manifest->json)) {
        char found[80];
        lbh_manifest_complain(reader, "", NULL, "expected=an object, found=%s",
                              lbh_json_brief(manifest->json, found, sizeof found));
        return;
    }
    lbh_manifest_check_keys(reader, manifest->json, "", keys, sizeof keys / sizeof keys[0]);
    read_version(reader);
    manifest->name = lbh_manifest_text(reader, manifest->json, "", "name", LBH_FORM_TEXT);
    if (!manifest->name) manifest->name = lbh_path_name(manifest->file);
    const json_t *description = json_object_get(manifest->json, "description");
    manifest->description = json_string_value(description);
    if (description && !manifest->description) lbh_manifest_text(reader, manifest->json, "", "description", LBH_FORM_TEXT);
    if (reader->status != LBH_ERR_MEMORY) read_components(reader);
    if (reader->status != LBH_ERR_MEMORY) read_inputs(reader);
    if (reader->status != LBH_ERR_MEMORY) lbh_manifest_read_blocks(reader);
    if (reader->status != LBH_ERR_MEMORY) read_outputs(reader);
}

/* Takes `text`, which is NUL-terminated. */
static enum lbh_status read_manifest(const char *file, char *text, size_t length, struct lbh_manifest **manifest,
                                     struct lbh_diag *diag)
{
    struct lbh_manifest *made = calloc(1, sizeof *made);
    if (!made) {
        free(text);
        return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    }
    struct lbh_manifest_reader reader = {made, diag, LBH_OK};
    made->text = text;
    made->file = strdup(file);
    made->directory = lbh_path_folder(file);
    if (!made->file || !made->directory)
        lbh_manifest_no_memory(&reader);
    else
        reader.status = lbh_json_parse(file, text, length, &made->json, diag);
    if (reader.status == LBH_OK) read_top(&reader);
    if (reader.status == LBH_OK)
        *manifest = made;
    else
        lbh_manifest_free(made);
    return reader.status;
}

enum lbh_status lbh_manifest_open(const char *file, struct lbh_manifest **manifest, struct lbh_diag *diag)
{
    char *text = NULL;
    size_t length = 0;
    const enum lbh_status status = lbh_file_read(file, &text, &length, diag);
    if (status != LBH_OK) return status;
    if (length > 4 && memcmp(text, "\177ELF", 4) == 0) {
        free(text);
        lbh_diag_add(diag, LBH_ERR_INVALID, "not a manifest: file=\"%s\" is a library", file);
        lbh_diag_mend(diag, "`loopblocks describe` shows what a plugin is; a manifest is JSON, which names plugins");
        return LBH_ERR_INVALID;
    }
    return read_manifest(file, text, length, manifest, diag);
}

enum lbh_status lbh_manifest_parse(const char *file, const char *text, size_t length, struct lbh_manifest **manifest,
                                   struct lbh_diag *diag)
{
    char *copy = length < SIZE_MAX ? malloc(length + 1) : NULL;
    if (!copy) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    memcpy(copy, text, length);
    copy[length] = '\0';
    return read_manifest(file, copy, length, manifest, diag);
}
