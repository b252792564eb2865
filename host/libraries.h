/* SPDX-License-Identifier: MIT */
/* Which libraries are loaded: each file, and each generation of one, once. */
#ifndef LBH_LIBRARIES_H
#define LBH_LIBRARIES_H

#include <stdbool.h>

#include "descriptor.h"
#include "generation.h"

/* A loaded library. It stays loaded: threads, OpenMP pools and destructors may still be in its code after its last use. */
struct lbh_library {
    char *file; /* as it was found; of a copy, what was copied */
    struct lbh_descriptor *descriptor;
    const struct lbh_generation *generation; /* the private copy that is mapped; null: `file` itself is */
};

struct lbh_libraries;

/* Makes an empty table. Null when out of memory. For any thread, but for free; loads take turns. */
struct lbh_libraries *lbh_libraries_new(void);
void lbh_libraries_free(struct lbh_libraries *libraries);

/* Loads the author's file. What they return is borrowed until the table is freed. */
enum lbh_status lbh_libraries_load(struct lbh_libraries *libraries, const char *file, struct lbh_library **library,
                                   struct lbh_diag *diag);

/* Loads a copy. Errors name `file`, its source; the generation is borrowed as long as the library lives. */
enum lbh_status lbh_libraries_load_generation(struct lbh_libraries *libraries, const struct lbh_generation *generation,
                                              const char *file, struct lbh_library **library, struct lbh_diag *diag);

/*
 * Adds what is linked into the program, under the name of a file that need not be there. The descriptor, whose lists are on the heap, is
 * taken, also on failure.
 */
enum lbh_status lbh_libraries_add(struct lbh_libraries *libraries, const char *file, struct lbh_descriptor *descriptor,
                                  struct lbh_diag *diag);

/* Returns whether a file is mapped under this name. */
bool lbh_libraries_has(struct lbh_libraries *libraries, const char *file);

/* Says how many mappings the process may have; 0, as at first: what the system says. Near it libraries are refused. */
void lbh_libraries_limit_mappings(struct lbh_libraries *libraries, size_t limit);

#endif
