/* SPDX-License-Identifier: MIT */
/* Where the build has put the plugins that a test loads, and how a test makes a damaged copy of one. */
#ifndef TESTS_UNIT_BUILT_H
#define TESTS_UNIT_BUILT_H

#include <stdio.h>
#include <stdlib.h>

#include <check.h>

/* Writes the path of a file of the build folder: built(path, "tests/plugins/.libs/increase.so"). Returns `path`. */
#define BUILT_PATH_SIZE 4096
static inline const char *built(char path[BUILT_PATH_SIZE], const char *name)
{
    const char *folder = getenv("LOOPBLOCKS_BUILDDIR");
    ck_assert_msg(folder != NULL, "LOOPBLOCKS_BUILDDIR must name the build folder");
    snprintf(path, BUILT_PATH_SIZE, "%s/%s", folder, name);
    return path;
}

#define GOOD_PLUGIN(path, name) built((path), "tests/plugins/.libs/" name ".so")
#define FAULTY_PLUGIN(path, name) built((path), "tests/faulty/.libs/" name ".so")

/* Reads a whole file. The caller frees it. */
static inline unsigned char *read_bytes(const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "cannot read %s", path);
    fseek(in, 0, SEEK_END);
    *size = (size_t)ftell(in);
    rewind(in);
    unsigned char *bytes = malloc(*size);
    ck_assert_uint_eq(fread(bytes, 1, *size, in), *size);
    fclose(in);
    return bytes;
}

#endif
