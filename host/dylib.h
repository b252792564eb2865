/* SPDX-License-Identifier: MIT */
/* Shared objects: opened, asked for a data symbol, and asked whether an address really lies in them. */
#ifndef LBH_DYLIB_H
#define LBH_DYLIB_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

struct lbh_dylib;

/* Opens a library with RTLD_NOW | RTLD_LOCAL, after lbh_elf_check. */
enum lbh_status lbh_dylib_open(const char *path, struct lbh_dylib **library, struct lbh_diag *diag);

/* The same for a library that is no plugin; a name without a slash is searched for as the dynamic linker does. */
enum lbh_status lbh_dylib_open_any(const char *path, struct lbh_dylib **library, struct lbh_diag *diag);

/* Returns a function of the library, or of one that it needs; null where there is none, or where it is data. */
void (*lbh_dylib_function(struct lbh_dylib *library, const char *name))(void);

/* Gives the library back to the dynamic linker, which may or may not unmap it. Null is fine. */
void lbh_dylib_close(struct lbh_dylib *library);

/* Forgets the library but leaves it loaded. Null is fine. */
void lbh_dylib_leave(struct lbh_dylib *library);

/*
 * Looks for a data object of this name that is defined in this very library, not in one that it needs. Returns LBH_OK with
 * *address null where there is none; refuses, and says so, where the symbol is a function or has no size.
 */
enum lbh_status lbh_dylib_object(struct lbh_dylib *library, const char *name, const void **address, size_t *size,
                                 struct lbh_diag *diag);

/* Returns whether these bytes lie in one of the library's readable segments. After lbh_dylib_object has found something. */
bool lbh_dylib_holds(const struct lbh_dylib *library, const void *address, size_t bytes);

/* Returns whether a NUL-terminated text lies there. */
bool lbh_dylib_holds_text(const struct lbh_dylib *library, const char *text);

/* Returns whether the address lies in an executable segment of this library or of another one that is loaded: `free`, say. */
bool lbh_dylib_is_code(void (*function)(void));

/* Finds the file that an address lies in, as it was opened, and how far behind its beginning. False: in none. The name is borrowed. */
bool lbh_dylib_locate(const void *address, const char **file, size_t *offset);

/* Returns the folder of plugins that goes with this library: a build tree's, else the installed one. The caller frees it. */
char *lbh_dylib_plugin_folder(void);

/*
 * Returns the program in which a change is rehearsed: the one that the environment's LOOPBLOCKS_REHEARSE names, else the one that
 * goes with this library, a build tree's or the installed one. The caller frees it.
 */
char *lbh_dylib_rehearsal_program(void);

/* The same for the one in which libraries are looked into: LOOPBLOCKS_SCAN. */
char *lbh_dylib_scan_program(void);

#endif
