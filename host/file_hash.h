/* SPDX-License-Identifier: MIT */
/* A file's content as one number: its SHA-256, by which equal content is known again under any name. */
#ifndef LBH_FILE_HASH_H
#define LBH_FILE_HASH_H

#include <stdint.h>

/* Hashes a regular file, as sha256sum prints it, and counts its bytes. Returns 0 or an errno; EINVAL for what is no such file. */
int lbh_file_hash(const char *path, char sha256[65], int64_t *bytes);

#endif
