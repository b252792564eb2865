/* SPDX-License-Identifier: MIT */
/* Where plugins are found, and whether their files are loaded or copies of them. */
#ifndef LBH_CATALOG_H
#define LBH_CATALOG_H

#include "libraries.h"

struct lbh_catalog;

/*
 * Makes a catalogue that searches LOOPBLOCKS_PATH and the folder beside the library. Null when out of memory. For any thread, but
 * for free and lbh_catalog_copy_always.
 */
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

/* The first half of that: returns the file that a "use" means, which need not be there if it is told as one. The caller frees it. */
enum lbh_status lbh_catalog_locate(struct lbh_catalog *catalog, const char *use, const char *directory, char **file,
                                   struct lbh_diag *diag);

/* Refuses a library that was found by name and calls itself otherwise; `file` is what is to be renamed then. */
enum lbh_status lbh_catalog_check_name(const struct lbh_library *library, const char *use, const char *file,
                                       struct lbh_diag *diag);

/* Loads one file. */
enum lbh_status lbh_catalog_load(struct lbh_catalog *catalog, const char *file, struct lbh_library **library,
                                 struct lbh_diag *diag);

/*
 * Loads a private copy of what the file holds now. The file itself is never mapped, and may be replaced, overwritten or removed.
 * The same content is the same library.
 */
enum lbh_status lbh_catalog_load_copy(struct lbh_catalog *catalog, const char *file, struct lbh_library **library,
                                      struct lbh_diag *diag);

/* The second half of that, for a generation that was copied before. Errors name `file`, its source. */
enum lbh_status lbh_catalog_load_generation(struct lbh_catalog *catalog, const struct lbh_generation *generation,
                                            const char *file, struct lbh_library **library, struct lbh_diag *diag);

/* Adds what is linked into the program: it is found by this file's name, which need not be there. Takes the descriptor. */
enum lbh_status lbh_catalog_add_linked(struct lbh_catalog *catalog, const char *file, struct lbh_descriptor *descriptor,
                                       struct lbh_diag *diag);

/* Has copies loaded where lbh_catalog_find and lbh_catalog_load would have mapped the file itself. */
enum lbh_status lbh_catalog_copy_always(struct lbh_catalog *catalog, struct lbh_diag *diag);

/* Returns the store of copies. Borrowed. */
struct lbh_generations *lbh_catalog_borrow_generations(struct lbh_catalog *catalog);

/* Says how many mappings the process may have; 0, as at first: what the system says. Near it libraries are refused. */
void lbh_catalog_limit_mappings(struct lbh_catalog *catalog, size_t limit);

/*
 * Says in which folder is kept what was found out of libraries; null, as at first: none. What is quarantined there is refused by
 * all that load: lbh_quarantine_check.
 */
enum lbh_status lbh_catalog_set_cache(struct lbh_catalog *catalog, const char *folder, struct lbh_diag *diag);

/* Returns that folder, or null. Borrowed until it is set again. */
const char *lbh_catalog_borrow_cache(const struct lbh_catalog *catalog);

/* Says that the quarantine has been changed: it is read again at the next load. */
void lbh_catalog_renew_quarantine(struct lbh_catalog *catalog);

/* Returns whether a "use" is a file and not a name. */
bool lbh_use_is_file(const char *use);

/* Calls back for every NAME.so in the folders, sorted by name; a name is visited once, in the folder that wins. */
typedef enum lbh_status (*lbh_catalog_visitor)(void *user, const char *name, const char *file);
enum lbh_status lbh_catalog_visit(struct lbh_catalog *catalog, lbh_catalog_visitor visitor, void *user, struct lbh_diag *diag);

#endif
