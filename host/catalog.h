/* SPDX-License-Identifier: MIT */
/* Where plugins are found, and which libraries have been loaded: each file once. */
#ifndef LBH_CATALOG_H
#define LBH_CATALOG_H

#include "descriptor.h"

/* A loaded library. It stays loaded: threads, OpenMP pools and destructors may still be in its code after its last use. */
struct lbh_library {
    char *file; /* as it was found */
    struct lbh_descriptor *descriptor;
};

struct lbh_catalog;

/* Makes a catalogue that searches LOOPBLOCKS_PATH and the folder beside the library. Null when out of memory. */
struct lbh_catalog *lbh_catalog_new(void);
void lbh_catalog_free(struct lbh_catalog *catalog);

/* Adds a folder that is searched before those. */
enum lbh_status lbh_catalog_add_folder(struct lbh_catalog *catalog, const char *folder, struct lbh_diag *diag);

/*
 * Finds and loads what a manifest's "use" names: NAME.so in the folders, or, where it has a / or ends in .so, a file relative to
 * `directory` (null: the working directory). The library is borrowed until the catalogue is freed. A refusal names the nearest
 * plugins.
 */
enum lbh_status lbh_catalog_find(struct lbh_catalog *catalog, const char *use, const char *directory,
                                 struct lbh_library **library, struct lbh_diag *diag);

/* Loads one file. */
enum lbh_status lbh_catalog_load(struct lbh_catalog *catalog, const char *file, struct lbh_library **library,
                                 struct lbh_diag *diag);

/* Returns whether a "use" is a file and not a name. */
bool lbh_use_is_file(const char *use);

/* Calls back for every NAME.so in the folders, sorted by name; a name is visited once, in the folder that wins. */
typedef enum lbh_status (*lbh_catalog_visitor)(void *user, const char *name, const char *file);
enum lbh_status lbh_catalog_visit(struct lbh_catalog *catalog, lbh_catalog_visitor visitor, void *user, struct lbh_diag *diag);

#endif
