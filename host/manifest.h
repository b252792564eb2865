/* SPDX-License-Identifier: MIT */
/* A manifest as read from its file: what is said, and where; nothing is loaded, and nothing checked against blocks. */
#ifndef LBH_MANIFEST_H
#define LBH_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

struct json_t;

enum lbh_node_kind { LBH_NODE_BLOCK, LBH_NODE_SEQUENCE, LBH_NODE_LOOP, LBH_NODE_SELECT };

/* A parameter or component of a block under another name. */
struct lbh_rename {
    const char *from; /* as the block declares it */
    const char *to;   /* as the pipeline calls it */
};

/*
 * A node of the tree of blocks. BLOCK is one with `use` or with `foreign`, LOOP one with both `use` and `blocks`, SEQUENCE one with `blocks` alone, SELECT one with
 * `select`, whose children are its cases. All text is borrowed from the manifest.
 */
struct lbh_node {
    enum lbh_node_kind kind;
    const char *name;             /* its key; "" for the root */
    char *path;                   /* dotted, as the pipeline calls it: "denoise.denoiser"; "" for the root */
    char *json_path;              /* where it stands in the file: "blocks.denoise.blocks.denoiser" */
    const char *use;              /* null for sequences, selects and foreign blocks */
    const struct json_t *foreign; /* a C function as a block; null: none */
    const char *when;             /* a case's trigger; null: none, the default case */
    const struct json_t *config;
    struct lbh_rename *renames;
    size_t rename_count;
    struct lbh_node *children;
    size_t child_count;
};

struct lbh_manifest_component {
    const char *name;
    char *json_path; /* "components.guider" */
    const char *use;
    const struct json_t *config;
};

struct lbh_manifest_input {
    const char *name;
    char *json_path; /* "inputs.seed" */
    const struct json_t *json;
};

struct lbh_manifest {
    char *file;      /* as given */
    char *directory; /* of the file, without a slash at the end; "." for none */
    char *text;      /* the file's bytes, for places */
    struct json_t *json;
    const char *name;        /* never null: the file's name where the manifest has none */
    const char *description; /* may be null */
    struct lbh_manifest_component *components;
    size_t component_count;
    struct lbh_manifest_input *inputs;
    size_t input_count;
    const char **outputs;
    size_t output_count;
    struct lbh_node root; /* a sequence */
};

/*
 * Reads a manifest. Every error of its form is reported, with line, column and path: no JSON, duplicate keys, unknown keys
 * (with the nearest known one), wrong types, names that are none, names used twice, no blocks, an empty loop. Takes memory
 * only.
 */
enum lbh_status lbh_manifest_open(const char *file, struct lbh_manifest **manifest, struct lbh_diag *diag);

/* The same from text in memory; `file` is the name used in messages and for relative paths. */
enum lbh_status lbh_manifest_parse(const char *file, const char *text, size_t length, struct lbh_manifest **manifest,
                                   struct lbh_diag *diag);

void lbh_manifest_free(struct lbh_manifest *manifest);

/* Has places told in the text of the file, of which this manifest is a changed one. Out of memory leaves them in its own. */
void lbh_manifest_show_in(struct lbh_manifest *manifest, const char *text);

/* Gives every error from number `first` on that has no place the place of this path in the manifest's file. */
void lbh_manifest_locate(const struct lbh_manifest *manifest, const char *json_path, struct lbh_diag *diag, size_t first);

#endif
