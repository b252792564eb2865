/* SPDX-License-Identifier: MIT */
/* The manifest that stands beside a plugin's library, from which it is known without being loaded: read, and believed or not. */
#ifndef LBH_BLOCK_MANIFEST_H
#define LBH_BLOCK_MANIFEST_H

#include <sys/stat.h>

#include "diag.h"

#define LBH_BLOCK_MANIFEST_FORMAT 1

struct json_t;

/* Returns the manifest's file: FOLDER/NAME.block.json for FOLDER/NAME.so. The caller frees it. Null when out of memory. */
char *lbh_block_manifest_file(const char *library);

/*
 * Reads a manifest and says whether it is to be believed: whole, of this format, with the name that its library's file has, the
 * library's size, and not older than the library - or else with the library's hash. `library_about` and `about` are what stat says
 * of the two files. The caller owns the manifest.
 */
enum lbh_status lbh_block_manifest_read(const char *file, const struct stat *about, const char *library,
                                        const struct stat *library_about, struct json_t **manifest, struct lbh_diag *diag);

#endif
