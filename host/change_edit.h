/* SPDX-License-Identifier: MIT */
/* Edits of a manifest: what is replaced, inserted, removed, moved or configured, before anything is loaded. */
#ifndef LBH_CHANGE_EDIT_H
#define LBH_CHANGE_EDIT_H

#include "plan.h"

enum lbh_edit_kind { LBH_EDIT_REPLACE, LBH_EDIT_INSERT, LBH_EDIT_REMOVE, LBH_EDIT_MOVE, LBH_EDIT_CONFIGURE };

struct lbh_edit {
    enum lbh_edit_kind kind;
    char *path;
    char *before; /* a sibling; null: at the end. Of a config: its key */
    char *text;   /* a plugin's name or file, a node, or a config's value */
};

/* A place that gets a new instance. */
struct lbh_edited {
    char *path;
    char *use; /* null: the plugin stays as it is */
};

struct lbh_edits {
    struct lbh_edit *items;
    size_t count;
    struct lbh_edited *edited;
    size_t edited_count;
};

/* Adds an edit; texts are copied and may be null. */
enum lbh_status lbh_edits_add(struct lbh_edits *edits, enum lbh_edit_kind kind, const char *path, const char *before,
                              const char *text, struct lbh_diag *diag);
void lbh_edits_fini(struct lbh_edits *edits);

/*
 * Applies the edits in their order. *text is the changed manifest, which the caller frees, and `edited` lists the places that get
 * new instances, of the changed manifest. Reports every edit that makes no sense: paths that are not there (with the nearest), names
 * that are taken, nodes that are no JSON.
 */
enum lbh_status lbh_edits_apply(struct lbh_edits *edits, const struct lbh_manifest *manifest, char **text,
                                struct lbh_diag *diag);

#endif
