/* SPDX-License-Identifier: MIT */
/* Files written so that whoever reads them finds the old content or the new one, each whole. */
#ifndef LBH_FILE_REPLACE_H
#define LBH_FILE_REPLACE_H

#include <stddef.h>

/*
 * Writes a new file beside the old one and puts it in its place; a device is written to. Returns 0, or an errno and has changed no
 * file.
 */
int lbh_file_replace(const char *path, const char *bytes, size_t length);

/* Makes a folder, and those above it, for this user alone; those that are there stay as they are. Returns 0 or an errno. */
int lbh_folder_make(const char *path);

#endif
