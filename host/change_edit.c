/* SPDX-License-Identifier: MIT */
/* A manifest is edited as the JSON that it is; its order of keys is the order of the run. */
#include "change_edit.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalog.h"
#include "json.h"
#include "nearest.h"

/* One edit under way. */
struct editing {
    struct lbh_edits *edits;
    const struct lbh_manifest *manifest;
    json_t *root;
    struct lbh_diag *diag;
};

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

enum lbh_status lbh_edits_add(struct lbh_edits *edits, enum lbh_edit_kind kind, const char *path, const char *before,
                              const char *text, struct lbh_diag *diag)
{
    struct lbh_edit *grown = realloc(edits->items, (edits->count + 1) * sizeof *grown);
    if (!grown) return no_memory(diag);
    edits->items = grown;
    struct lbh_edit *edit = &grown[edits->count];
    *edit = (struct lbh_edit){kind, strdup(path), before ? strdup(before) : NULL, text ? strdup(text) : NULL};
    edits->count++;
    return edit->path && (edit->before || !before) && (edit->text || !text) ? LBH_OK : no_memory(diag);
}

static void forget_edited(struct lbh_edits *edits)
{
    for (size_t i = 0; i < edits->edited_count; i++) {
        free(edits->edited[i].path);
        free(edits->edited[i].use);
    }
    free(edits->edited);
    edits->edited = NULL;
    edits->edited_count = 0;
}

void lbh_edits_fini(struct lbh_edits *edits)
{
    for (size_t i = 0; i < edits->count; i++) {
        free(edits->items[i].path);
        free(edits->items[i].before);
        free(edits->items[i].text);
    }
    free(edits->items);
    forget_edited(edits);
}

/* Notes that a place gets a new instance. */
static enum lbh_status note_edited(struct editing *editing, const char *path, const char *use)
{
    struct lbh_edits *edits = editing->edits;
    for (size_t i = 0; i < edits->edited_count; i++) {
        struct lbh_edited *known = &edits->edited[i];
        if (strcmp(known->path, path) != 0) continue;
        if (!use) return LBH_OK;
        free(known->use);
        return (known->use = strdup(use)) ? LBH_OK : no_memory(editing->diag);
    }
    struct lbh_edited *grown = realloc(edits->edited, (edits->edited_count + 1) * sizeof *grown);
    if (!grown) return no_memory(editing->diag);
    edits->edited = grown;
    grown[edits->edited_count] = (struct lbh_edited){strdup(path), use ? strdup(use) : NULL};
    const struct lbh_edited *added = &grown[edits->edited_count++];
    return added->path && (added->use || !use) ? LBH_OK : no_memory(editing->diag);
}

/* Returns the object that holds a node's children: its blocks, or its cases. */
static json_t *children_of(json_t *node)
{
    json_t *cases = json_object_get(node, "select");
    return cases ? cases : json_object_get(node, "blocks");
}

/* Finds the object that holds, or would hold, a block, and its name in it. Null: there is none. */
static json_t *find_holder(const struct editing *editing, const char *path, const char **name)
{
    json_t *holder = json_object_get(editing->root, "blocks");
    for (const char *dot; holder && (dot = strchr(path, '.')); path = dot + 1) {
        char *part = strndup(path, (size_t)(dot - path));
        holder = part ? children_of(json_object_get(holder, part)) : NULL;
        free(part);
    }
    *name = path;
    return holder;
}

/* Finds a component or a block, and what holds it. */
static json_t *find_node(const struct editing *editing, const char *path, json_t **holder, const char **name, bool *component)
{
    json_t *components = json_object_get(editing->root, "components");
    *component = !strchr(path, '.') && json_object_get(components, path);
    if (*component) *name = path;
    *holder = *component ? components : find_holder(editing, path, name);
    return json_object_get(*holder, *name);
}

static void list_paths(const struct lbh_node *node, const char **paths, size_t room, size_t *count)
{
    if (node->path[0] && *count < room) paths[(*count)++] = node->path;
    for (size_t i = 0; i < node->child_count; i++) list_paths(&node->children[i], paths, room, count);
}

static enum lbh_status report_unknown(const struct editing *editing, const char *what, const char *path)
{
    const char *paths[256];
    char near[256];
    size_t count = 0;
    for (size_t i = 0; i < editing->manifest->component_count && count < 128; i++)
        paths[count++] = editing->manifest->components[i].name;
    list_paths(&editing->manifest->root, paths, sizeof paths / sizeof paths[0], &count);
    lbh_diag_add(editing->diag, LBH_ERR_USAGE, "%s: there is no block or component \"%s\"", what, path);
    if (*lbh_nearest_text(path, paths, count, near, sizeof near))
        lbh_diag_mend(editing->diag, "%s", near);
    else
        lbh_diag_mend(editing->diag, "write its path as `loopblocks describe MANIFEST` lists it");
    return LBH_ERR_USAGE;
}

/* Reads what was given for a node: JSON, or the plugin alone. Files become absolute, whatever folder the manifest is in. */
static json_t *read_node(const struct editing *editing, const char *text)
{
    json_t *node = NULL;
    if (text[0] == '{') {
        if (lbh_json_parse("node", text, strlen(text), &node, editing->diag) != LBH_OK) return NULL;
    } else {
        node = json_pack("{ss}", "use", text);
    }
    const char *use = json_string_value(json_object_get(node, "use"));
    char folder[PATH_MAX];
    /* Only made absolute: where a symbolic link leads may change. */
    if (use && lbh_use_is_file(use) && use[0] != '/' && getcwd(folder, sizeof folder))
        json_object_set_new(node, "use", json_sprintf("%s/%s", folder, use));
    if (!node) no_memory(editing->diag);
    return node;
}

/* Puts a node before one of the others, or last. */
static void put(json_t *holder, const char *name, json_t *node, const char *before)
{
    json_t *copy = json_copy(holder);
    const char *key;
    json_t *value;
    json_object_clear(holder);
    json_object_foreach(copy, key, value)
    {
        if (before && strcmp(key, before) == 0) json_object_set(holder, name, node);
        if (strcmp(key, name) != 0) json_object_set(holder, key, value);
    }
    json_object_set(holder, name, node);
    json_decref(copy);
    json_decref(node);
}

/* Notes all new instances within a node that has been put in. */
static enum lbh_status note_inserted(struct editing *editing, const char *path, json_t *node)
{
    const json_t *use = json_object_get(node, "use");
    enum lbh_status status = LBH_OK;
    if (json_is_string(use) || json_object_get(node, "foreign")) status = note_edited(editing, path, json_string_value(use));
    const char *key;
    json_t *child;
    json_object_foreach(children_of(node), key, child)
    {
        char *child_path = NULL;
        if (status != LBH_OK) break;
        if (asprintf(&child_path, "%s.%s", path, key) < 0) return no_memory(editing->diag);
        status = note_inserted(editing, child_path, child);
        free(child_path);
    }
    return status;
}

static enum lbh_status replace(struct editing *editing, const struct lbh_edit *edit)
{
    const char *name = NULL;
    bool component = false;
    json_t *holder = NULL, *node = find_node(editing, edit->path, &holder, &name, &component);
    if (!node) return report_unknown(editing, "replace", edit->path);
    if (!json_object_get(node, "use") && !json_object_get(node, "foreign")) {
        lbh_diag_add(editing->diag, LBH_ERR_USAGE, "replace: \"%s\" is no block but holds some", edit->path);
        lbh_diag_mend(editing->diag, "replace one of those that it holds, or remove it and insert another");
        return LBH_ERR_USAGE;
    }
    json_t *given = read_node(editing, edit->text);
    if (!given) return LBH_ERR_USAGE;
    if (edit->text[0] == '{') {
        const char *const kept[] = {"blocks", "map", "when", "description"};
        for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
            if (!json_object_get(given, kept[i]) && json_object_get(node, kept[i]))
                json_object_set(given, kept[i], json_object_get(node, kept[i]));
        json_object_set(holder, name, given);
    } else {
        json_object_set(node, "use", json_object_get(given, "use"));
        json_object_del(node, "foreign");
    }
    const enum lbh_status status = note_edited(editing, edit->path, json_string_value(json_object_get(given, "use")));
    json_decref(given);
    return status;
}

static enum lbh_status check_sibling(const struct editing *editing, const char *what, const json_t *holder, const char *before)
{
    if (!before || json_object_get(holder, before)) return LBH_OK;
    lbh_diag_add(editing->diag, LBH_ERR_USAGE, "%s: there is no \"%s\" beside it to stand before", what, before);
    lbh_diag_mend(editing->diag, "name one that stands in the same loop or sequence, without the path before it");
    return LBH_ERR_USAGE;
}

static enum lbh_status insert(struct editing *editing, const struct lbh_edit *edit)
{
    const char *name = NULL;
    json_t *holder = find_holder(editing, edit->path, &name);
    if (!holder) return report_unknown(editing, "insert", edit->path);
    if (json_object_get(holder, name)) {
        lbh_diag_add(editing->diag, LBH_ERR_USAGE, "insert: there is a \"%s\" already", edit->path);
        lbh_diag_mend(editing->diag, "give it another name, or replace the one that is there");
        return LBH_ERR_USAGE;
    }
    enum lbh_status status = check_sibling(editing, "insert", holder, edit->before);
    json_t *node = status == LBH_OK ? read_node(editing, edit->text) : NULL;
    if (!node) return LBH_ERR_USAGE;
    put(holder, name, json_incref(node), edit->before);
    status = note_inserted(editing, edit->path, node);
    json_decref(node);
    return status;
}

static enum lbh_status take_out(struct editing *editing, const struct lbh_edit *edit)
{
    const char *name = NULL;
    bool component = false;
    json_t *holder = NULL;
    if (!find_node(editing, edit->path, &holder, &name, &component)) return report_unknown(editing, "remove", edit->path);
    json_object_del(holder, name);
    return LBH_OK;
}

static enum lbh_status move(struct editing *editing, const struct lbh_edit *edit)
{
    const char *name = NULL;
    bool component = false;
    json_t *holder = NULL, *node = find_node(editing, edit->path, &holder, &name, &component);
    if (!node || component) return report_unknown(editing, "move", edit->path);
    if (edit->before && strcmp(edit->before, name) == 0) return LBH_OK;
    const enum lbh_status status = check_sibling(editing, "move", holder, edit->before);
    if (status != LBH_OK) return status;
    json_incref(node);
    json_object_del(holder, name);
    put(holder, name, node, edit->before);
    return LBH_OK;
}

static enum lbh_status configure(struct editing *editing, const struct lbh_edit *edit)
{
    const char *name = NULL;
    bool component = false;
    json_t *holder = NULL;
    if (!find_node(editing, edit->path, &holder, &name, &component)) return report_unknown(editing, "set", edit->path);
    return note_edited(editing, edit->path, NULL);
}

enum lbh_status lbh_edits_apply(struct lbh_edits *edits, const struct lbh_manifest *manifest, char **text,
                                struct lbh_diag *diag)
{
    struct editing editing = {edits, manifest, json_deep_copy(manifest->json), diag};
    enum lbh_status result = editing.root ? LBH_OK : no_memory(diag);
    forget_edited(edits);
    for (size_t i = 0; editing.root && i < edits->count; i++) {
        enum lbh_status status = LBH_OK;
        switch (edits->items[i].kind) {
        case LBH_EDIT_REPLACE: status = replace(&editing, &edits->items[i]); break;
        case LBH_EDIT_INSERT: status = insert(&editing, &edits->items[i]); break;
        case LBH_EDIT_REMOVE: status = take_out(&editing, &edits->items[i]); break;
        case LBH_EDIT_MOVE: status = move(&editing, &edits->items[i]); break;
        case LBH_EDIT_CONFIGURE: status = configure(&editing, &edits->items[i]); break;
        }
        if (result == LBH_OK) result = status;
    }
    if (result == LBH_OK && !(*text = json_dumps(editing.root, JSON_INDENT(2)))) result = no_memory(diag);
    json_decref(editing.root);
    return result;
}
