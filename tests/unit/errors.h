/* SPDX-License-Identifier: MIT */
/* What tests ask of an error: its status, the words that matter, and its place. */
#ifndef TESTS_UNIT_ERRORS_H
#define TESTS_UNIT_ERRORS_H

#include "diag.h"

#include <check.h>

#include <string.h>

/* An error as a test expects it. Texts need only be contained; what is null or 0 must be absent, but for `mend`: any. */
struct expected_error {
    enum lbh_status status;
    const char *text;
    int line;
    int column;
    const char *path;
    const char *file; /* the end of it is enough */
    const char *mend;
};

static inline const struct lbh_error *error_at(const struct lbh_diag *diag, size_t index)
{
    const struct lbh_error *error = lbh_diag_borrow_error(diag, index);
    ck_assert_msg(error, "expected error %zu, found %zu errors", index, lbh_diag_count(diag));
    return error;
}

static inline void assert_contains(const char *text, const char *part)
{
    ck_assert_msg(text && strstr(text, part), "expected \"%s\" in \"%s\"", part, text ? text : "(null)");
}

static inline void assert_error_at(const struct lbh_diag *diag, size_t index, const struct expected_error *expected)
{
    const struct lbh_error *error = error_at(diag, index);
    ck_assert_msg(error->status == expected->status, "expected status %d, found %d: %s", (int)expected->status,
                  (int)error->status, error->text);
    assert_contains(error->text, expected->text);
    ck_assert_msg(error->line == expected->line && error->column == expected->column, "expected %d:%d, found %d:%d: %s",
                  expected->line, expected->column, error->line, error->column, error->text);
    if (expected->path)
        ck_assert_str_eq(error->path ? error->path : "(null)", expected->path);
    else
        ck_assert_msg(!error->path, "expected no path, found %s", error->path);
    if (expected->file)
        assert_contains(error->file, expected->file);
    else
        ck_assert_msg(!error->file, "expected no file, found %s", error->file);
    if (expected->mend) assert_contains(error->mend, expected->mend);
}

/* The same where it must be the only one. */
static inline void assert_one_error(const struct lbh_diag *diag, const struct expected_error *expected)
{
    assert_error_at(diag, 0, expected);
    ck_assert_msg(lbh_diag_count(diag) == 1, "expected one error, found %zu, the second: %s", lbh_diag_count(diag),
                  lbh_diag_count(diag) > 1 ? lbh_diag_borrow_error(diag, 1)->text : "");
}

#endif
