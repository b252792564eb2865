/* SPDX-License-Identifier: MIT */
/* What the two halves of the manifest's reader share: the errors they collect and the checks that both need. */
#ifndef LBH_MANIFEST_READER_H
#define LBH_MANIFEST_READER_H

#include "manifest.h"

/* The first failure stays in `status`; reading goes on, so that all are found, until memory runs out. */
struct lbh_manifest_reader {
    struct lbh_manifest *manifest;
    struct lbh_diag *diag;
    enum lbh_status status;
};

/* Reports an error at a path of the file. `mend` may be null. */
void lbh_manifest_complain(struct lbh_manifest_reader *reader, const char *json_path, const char *mend, const char *format, ...)
    LB_PRINTF(4, 5);
void lbh_manifest_no_memory(struct lbh_manifest_reader *reader);

/* Returns <path>.<key>, or <key> where the path is empty; null, and the status set, when out of memory. The caller frees it. */
char *lbh_manifest_join(struct lbh_manifest_reader *reader, const char *path, const char *key);

/* Reports every member of the object at `path` whose key is none of `known`, with the nearest of those. */
void lbh_manifest_check_keys(struct lbh_manifest_reader *reader, const struct json_t *object, const char *path,
                             const char *const *known, size_t count);

/* What a member may be. */
enum lbh_manifest_form { LBH_FORM_TEXT, LBH_FORM_NAME, LBH_FORM_OBJECT, LBH_FORM_ARRAY };

/* Returns a member of the right form; null where there is none, and where it is of another form, which is reported. */
const struct json_t *lbh_manifest_member(struct lbh_manifest_reader *reader, const struct json_t *object, const char *path,
                                         const char *key, enum lbh_manifest_form form);

/* The same for a text or a name, as a string; borrowed. */
const char *lbh_manifest_text(struct lbh_manifest_reader *reader, const struct json_t *object, const char *path,
                              const char *key, enum lbh_manifest_form form);

/* Checks a name that stands at `path`; `what` says of what: "block". Returns whether it is one. */
bool lbh_manifest_check_name(struct lbh_manifest_reader *reader, const char *path, const char *what, const char *name);

/* Reads the top level's blocks into manifest->root. */
void lbh_manifest_read_blocks(struct lbh_manifest_reader *reader);

void lbh_node_fini(struct lbh_node *node);

#endif
