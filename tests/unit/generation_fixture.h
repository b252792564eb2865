/* SPDX-License-Identifier: MIT */
/* A store of private copies in a test's own folder, and short words for what tests do with it. */
#ifndef TESTS_UNIT_GENERATION_FIXTURE_H
#define TESTS_UNIT_GENERATION_FIXTURE_H

#include "generation.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include "errors.h"
#include "scratch.h"
#include "suite.h"

static struct lbh_generations *generations;
static struct lbh_diag *diag;

/* Says where copies go: putenv, because valgrind takes for lost what setenv keeps. */
static char to_tmp[] = "TMPDIR=tmp";
static inline void copy_to(char *variable)
{
    ck_assert_int_eq(putenv(variable), 0);
}

static inline void setup(void)
{
    scratch_setup();
    ck_assert_int_eq(mkdir("tmp", 0777), 0);
    copy_to(to_tmp);
    diag = lbh_diag_new();
    generations = lbh_generations_new();
    ck_assert_ptr_nonnull(generations);
}

static inline void teardown(void)
{
    lbh_generations_free(generations);
    lbh_diag_free(diag);
    unsetenv("TMPDIR");
    scratch_teardown();
}

static inline const struct lbh_generation *copy(const char *source)
{
    const struct lbh_generation *generation = NULL;
    const enum lbh_status status = lbh_generations_copy(generations, source, &generation, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
    return generation;
}

/* Counts what a folder holds; `path`, if it is not null, gets the last of it. -1: there is no such folder. */
static inline int count_in(const char *folder, char *path, size_t size)
{
    DIR *listing = opendir(folder);
    int count = 0;
    if (!listing) return -1;
    for (const struct dirent *entry; (entry = readdir(listing));) {
        if (entry->d_name[0] == '.') continue;
        if (path) snprintf(path, size, "%s/%s", folder, entry->d_name);
        count++;
    }
    closedir(listing);
    return count;
}

static inline int count_copies(void)
{
    char folder[1024];
    const int folders = count_in("tmp", folder, sizeof folder);
    ck_assert_int_le(folders, 1);
    return folders == 1 ? count_in(folder, NULL, 0) : 0;
}

/* Expects a refusal that says this, and that leaves no file. */
static inline void refuse(const char *source, enum lbh_status status, const char *text, const char *mend)
{
    const struct lbh_generation *generation = NULL;
    const int before = count_copies();
    ck_assert_int_eq(lbh_generations_copy(generations, source, &generation, diag), status);
    ck_assert_ptr_null(generation);
    assert_one_error(diag, &(struct expected_error){.status = status, .text = text, .mend = mend});
    ck_assert_int_eq(count_copies(), before);
    lbh_diag_clear(diag);
}

/* Runs something in a child, and returns how that ended. */
static inline int in_child(void (*function)(void))
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        function();
        _exit(0);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return status;
}

#endif
