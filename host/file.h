/* SPDX-License-Identifier: MIT */
/* Text files read whole, and the few operations on paths that the host needs. */
#ifndef LBH_FILE_H
#define LBH_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

/* No manifest or config is larger; a device that never ends is noticed here. */
#define LBH_FILE_MAX_BYTES (64u << 20)

/* Reads a whole file, NUL-terminated; `length` is without the NUL. The caller frees the text. */
enum lbh_status lbh_file_read(const char *path, char **text, size_t *length, struct lbh_diag *diag);

bool lbh_path_is_folder(const char *path);

/* Returns the path of `name` in `folder`; `name` itself if that is absolute or the folder is ".". The caller frees it. */
char *lbh_path_join(const char *folder, const char *name);

/* Returns the folder that a file is in: "." where its path has no slash, "/" for the root's. The caller frees it. */
char *lbh_path_folder(const char *path);

/* Returns the part of a path after its last slash; borrowed from it. */
const char *lbh_path_name(const char *path);

#endif
