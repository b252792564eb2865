/* SPDX-License-Identifier: MIT */
/* A folder of a test's own, which is the working directory while it runs and is removed with all that is in it. */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <check.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One a program: a test runs alone in its process, or after another one. */
static char scratch_folder[4096];

static inline void scratch_setup(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(scratch_folder, sizeof scratch_folder, "%s/loopblocks-test-XXXXXX", parent ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(scratch_folder));
    ck_assert_int_eq(chdir(scratch_folder), 0);
}

static inline int scratch_remove(const char *path, const struct stat *about, int kind, struct FTW *at)
{
    (void)about, (void)kind, (void)at;
    return remove(path);
}

static inline void scratch_teardown(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    nftw(scratch_folder, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void scratch_write(const char *name, const void *bytes, size_t size)
{
    FILE *out = fopen(name, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
    ck_assert_int_eq(fclose(out), 0);
}

static inline void scratch_write_text(const char *name, const char *text)
{
    scratch_write(name, text, strlen(text));
}

#endif
