/* SPDX-License-Identifier: MIT */
/* How the tree of blocks is read from a manifest: which keys make a block, a sequence, a loop or a select. */
#include "json.h"
#include "manifest_reader.h"

#include <stdlib.h>
#include <string.h>

static const char *const node_keys[] = {"use", "config", "map", "blocks", "select", "foreign", "description", "when"};
#define NODE_KEY_COUNT (sizeof node_keys / sizeof node_keys[0])

static void read_children(struct lbh_manifest_reader *reader, const struct json_t *object, const char *json_path,
                          struct lbh_node *parent);

void lbh_node_fini(struct lbh_node *node)
{
    for (size_t i = 0; i < node->child_count; i++) lbh_node_fini(&node->children[i]);
    free(node->children);
    free(node->renames);
    free(node->json_path);
    free(node->path);
}

static void read_renames(struct lbh_manifest_reader *reader, const struct json_t *map, struct lbh_node *node)
{
    const size_t count = json_object_size(map);
    char *path = lbh_manifest_join(reader, node->json_path, "map");
    if (path && count > 0) {
        node->renames = calloc(count, sizeof *node->renames);
        if (!node->renames) lbh_manifest_no_memory(reader);
    }
    const char *from;
    json_t *to;
    json_object_foreach(lbh_json_iterable(map), from, to)
    {
        if (reader->status == LBH_ERR_MEMORY) break;
        char *where = lbh_manifest_join(reader, path, from);
        const bool named = where && lbh_manifest_check_name(reader, where, "parameter", from);
        const char *text = lbh_manifest_text(reader, map, path, from, LBH_FORM_NAME);
        if (named && text) node->renames[node->rename_count++] = (struct lbh_rename){from, text};
        free(where);
    }
    free(path);
}

/* Reports the keys that do not go with what the node is. */
static void refuse_keys(struct lbh_manifest_reader *reader, const struct json_t *json, const struct lbh_node *node,
                        const char *const *keys, size_t count, const char *mend)
{
    for (size_t i = 0; i < count; i++) {
        if (!json_object_get(json, keys[i])) continue;
        char *where = lbh_manifest_join(reader, node->json_path, keys[i]);
        if (where) lbh_manifest_complain(reader, where, mend, "\"%s\" has no meaning here", keys[i]);
        free(where);
    }
}

/* Reads what the keys say the node is. */
static void read_kind(struct lbh_manifest_reader *reader, const struct json_t *json, struct lbh_node *node)
{
    static const char *const beside_select[] = {"use", "config", "map", "blocks", "foreign"};
    static const char *const beside_foreign[] = {"use", "config", "map", "blocks"};
    static const char *const need_use[] = {"config", "map"};
    const bool has_use = json_object_get(json, "use") != NULL;
    const bool has_blocks = json_object_get(json, "blocks") != NULL;
    if (json_object_get(json, "select")) {
        node->kind = LBH_NODE_SELECT;
        refuse_keys(reader, json, node, beside_select, 5, "a select has cases, each with \"use\" or \"blocks\" of its own");
        const struct json_t *cases = lbh_manifest_member(reader, json, node->json_path, "select", LBH_FORM_OBJECT);
        char *where = cases ? lbh_manifest_join(reader, node->json_path, "select") : NULL;
        if (where) read_children(reader, cases, where, node);
        free(where);
        return;
    }
    if (json_object_get(json, "foreign")) {
        node->kind = LBH_NODE_BLOCK;
        node->foreign = lbh_manifest_member(reader, json, node->json_path, "foreign", LBH_FORM_OBJECT);
        refuse_keys(reader, json, node, beside_foreign, 4, "a foreign block is described by \"foreign\" alone");
        return;
    }
    if (!has_use && !has_blocks) {
        lbh_manifest_complain(reader, node->json_path, NULL,
                              "expected=\"use\", \"blocks\", \"select\" or \"foreign\", found=none of them");
        return;
    }
    node->kind = !has_use ? LBH_NODE_SEQUENCE : has_blocks ? LBH_NODE_LOOP : LBH_NODE_BLOCK;
    if (has_use) {
        node->use = lbh_manifest_text(reader, json, node->json_path, "use", LBH_FORM_TEXT);
        node->config = lbh_manifest_member(reader, json, node->json_path, "config", LBH_FORM_OBJECT);
        const struct json_t *map = lbh_manifest_member(reader, json, node->json_path, "map", LBH_FORM_OBJECT);
        if (map) read_renames(reader, map, node);
    } else {
        refuse_keys(reader, json, node, need_use, 2, "it belongs to a node with \"use\"");
    }
    const struct json_t *blocks = lbh_manifest_member(reader, json, node->json_path, "blocks", LBH_FORM_OBJECT);
    char *where = blocks ? lbh_manifest_join(reader, node->json_path, "blocks") : NULL;
    if (where) read_children(reader, blocks, where, node);
    free(where);
}

/* Reads `when`, which the cases of a select have, all but the last. */
static void read_when(struct lbh_manifest_reader *reader, const struct json_t *json, const struct lbh_node *parent, bool last,
                      struct lbh_node *node)
{
    if (parent->kind == LBH_NODE_SELECT) {
        node->when = lbh_manifest_text(reader, json, node->json_path, "when", LBH_FORM_NAME);
        if (!last && !json_object_get(json, "when"))
            lbh_manifest_complain(reader, node->json_path, "add \"when\", or move it to the end",
                                  "a case without \"when\" is the default case, and only the last can be that");
    } else if (json_object_get(json, "when")) {
        char *where = lbh_manifest_join(reader, node->json_path, "when");
        if (where) lbh_manifest_complain(reader, where, NULL, "only a case of a select has \"when\"");
        free(where);
    }
}

static void read_node(struct lbh_manifest_reader *reader, const struct json_t *json, const char *key,
                      const struct lbh_node *parent, bool last, struct lbh_node *node)
{
    lbh_manifest_check_name(reader, node->json_path, parent->kind == LBH_NODE_SELECT ? "case" : "block", key);
    if (!json_is_object(json)) {
        char found[80];
        lbh_manifest_complain(reader, node->json_path, NULL, "expected=an object, found=%s",
                              lbh_json_brief(json, found, sizeof found));
        return;
    }
    lbh_manifest_check_keys(reader, json, node->json_path, node_keys, NODE_KEY_COUNT);
    read_when(reader, json, parent, last, node);
    const json_t *description = json_object_get(json, "description");
    if (description && !json_is_string(description))
        lbh_manifest_text(reader, json, node->json_path, "description", LBH_FORM_TEXT);
    read_kind(reader, json, node);
}

static void read_children(struct lbh_manifest_reader *reader, const struct json_t *object, const char *json_path,
                          struct lbh_node *parent)
{
    const size_t count = json_object_size(object);
    if (count == 0) {
        const char *what = parent->kind == LBH_NODE_LOOP       ? "an empty loop"
                           : parent->kind == LBH_NODE_SELECT   ? "a select without cases"
                           : parent == &reader->manifest->root ? "no blocks"
                                                               : "an empty sequence";
        lbh_manifest_complain(reader, json_path, "add a block", "%s", what);
        return;
    }
    parent->children = calloc(count, sizeof *parent->children);
    if (!parent->children) {
        lbh_manifest_no_memory(reader);
        return;
    }
    const char *key;
    json_t *child;
    json_object_foreach(lbh_json_iterable(object), key, child)
    {
        struct lbh_node *node = &parent->children[parent->child_count++];
        node->name = key;
        node->path = lbh_manifest_join(reader, parent->path, key);
        node->json_path = lbh_manifest_join(reader, json_path, key);
        if (!node->path || !node->json_path) return;
        read_node(reader, child, key, parent, parent->child_count == count, node);
        if (reader->status == LBH_ERR_MEMORY) return;
    }
}

void lbh_manifest_read_blocks(struct lbh_manifest_reader *reader)
{
    struct lbh_node *root = &reader->manifest->root;
    const struct json_t *json = reader->manifest->json;
    root->kind = LBH_NODE_SEQUENCE;
    root->name = "";
    root->path = strdup("");
    root->json_path = strdup("");
    if (!root->path || !root->json_path) {
        lbh_manifest_no_memory(reader);
        return;
    }
    if (!json_object_get(json, "blocks")) {
        lbh_manifest_complain(reader, "", "add \"blocks\": {\"NAME\": {\"use\": \"BLOCK\"}}", "no blocks");
        return;
    }
    const struct json_t *blocks = lbh_manifest_member(reader, json, "", "blocks", LBH_FORM_OBJECT);
    if (blocks) read_children(reader, blocks, "blocks", root);
}
