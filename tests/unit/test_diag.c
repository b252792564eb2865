/* SPDX-License-Identifier: MIT */
/* Tests of error lists: order, places, words in front, and what people are shown. */
#include "diag.h"

#include <stdio.h>

#include "errors.h"
#include "suite.h"

static struct lbh_diag *diag;

static void setup(void)
{
    diag = lbh_diag_new();
}

static void teardown(void)
{
    lbh_diag_free(diag);
}

START_TEST(errors_are_kept_in_order)
{
    ck_assert_int_eq(lbh_diag_add(diag, LBH_ERR_IO, "first %d", 1), LBH_ERR_IO);
    ck_assert_int_eq(lbh_diag_add(diag, LBH_ERR_USAGE, "second"), LBH_ERR_USAGE);
    ck_assert_uint_eq(lbh_diag_count(diag), 2);
    assert_error_at(diag, 0, &(struct expected_error){.status = LBH_ERR_IO, .text = "first 1"});
    assert_error_at(diag, 1, &(struct expected_error){.status = LBH_ERR_USAGE, .text = "second"});
    ck_assert_ptr_null(lbh_diag_borrow_error(diag, 2));
}
END_TEST

START_TEST(no_list_is_fine)
{
    ck_assert_int_eq(lbh_diag_add(NULL, LBH_ERR_IO, "unheard"), LBH_ERR_IO);
    lbh_diag_mend(NULL, "unheard");
    lbh_diag_prefix(NULL, 0, "unheard");
    lbh_diag_locate(NULL, 0, "file", 1, 1, "path");
    lbh_diag_restate(NULL, 0, LBH_ERR_IO);
    lbh_diag_truncate(NULL, 0);
    lbh_diag_append(NULL, NULL);
    lbh_diag_clear(NULL);
    lbh_diag_free(NULL);
    ck_assert_uint_eq(lbh_diag_count(NULL), 0);
    ck_assert_ptr_null(lbh_diag_borrow_error(NULL, 0));
    ck_assert_str_eq(lbh_diag_text(NULL), "");
}
END_TEST

START_TEST(a_mend_belongs_to_the_latest_error)
{
    lbh_diag_mend(diag, "there is nothing to mend");
    lbh_diag_add(diag, LBH_ERR_IO, "first");
    lbh_diag_add(diag, LBH_ERR_IO, "second");
    lbh_diag_mend(diag, "try %s", "this");
    lbh_diag_mend(diag, "try that");
    ck_assert_ptr_null(error_at(diag, 0)->mend);
    ck_assert_str_eq(error_at(diag, 1)->mend, "try that");
}
END_TEST

START_TEST(the_first_place_is_kept)
{
    lbh_diag_add(diag, LBH_ERR_INVALID, "first");
    lbh_diag_locate(diag, 0, "a.json", 3, 4, "inputs.x");
    lbh_diag_add(diag, LBH_ERR_INVALID, "second");
    lbh_diag_locate(diag, 0, "b.json", 5, 6, "");
    assert_error_at(
        diag, 0,
        &(struct expected_error){LBH_ERR_INVALID, "first", .line = 3, .column = 4, .path = "inputs.x", .file = "a.json"});
    assert_error_at(diag, 1, &(struct expected_error){LBH_ERR_INVALID, "second", .line = 5, .column = 6, .file = "b.json"});
}
END_TEST

START_TEST(words_are_put_before_later_errors_only)
{
    lbh_diag_add(diag, LBH_ERR_INVALID, "first");
    lbh_diag_add(diag, LBH_ERR_INVALID, "second");
    lbh_diag_prefix(diag, 1, "block \"%s\"", "a");
    lbh_diag_prefix(diag, 2, "nobody");
    ck_assert_str_eq(error_at(diag, 0)->text, "first");
    ck_assert_str_eq(error_at(diag, 1)->text, "block \"a\": second");
}
END_TEST

START_TEST(errors_can_be_restated_and_forgotten)
{
    for (int i = 0; i < 5; i++) lbh_diag_add(diag, LBH_ERR_INVALID, "number %d", i);
    lbh_diag_restate(diag, 3, LBH_ERR_USAGE);
    ck_assert_int_eq(error_at(diag, 2)->status, LBH_ERR_INVALID);
    ck_assert_int_eq(error_at(diag, 3)->status, LBH_ERR_USAGE);
    lbh_diag_truncate(diag, 2);
    ck_assert_uint_eq(lbh_diag_count(diag), 2);
    lbh_diag_clear(diag);
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
    lbh_diag_add(diag, LBH_ERR_IO, "again");
    ck_assert_str_eq(error_at(diag, 0)->text, "again");
}
END_TEST

START_TEST(lists_are_joined)
{
    struct lbh_diag *other = lbh_diag_new();
    lbh_diag_add(diag, LBH_ERR_IO, "first");
    lbh_diag_add(other, LBH_ERR_USAGE, "second");
    lbh_diag_append(diag, other);
    ck_assert_uint_eq(lbh_diag_count(other), 0);
    ck_assert_str_eq(error_at(diag, 1)->text, "second");
    lbh_diag_add(other, LBH_ERR_USAGE, "for nobody");
    lbh_diag_append(NULL, other);
    ck_assert_uint_eq(lbh_diag_count(other), 0);
    lbh_diag_free(other);
}
END_TEST

START_TEST(people_are_shown_place_text_and_mend)
{
    ck_assert_str_eq(lbh_diag_text(diag), "");
    lbh_diag_add(diag, LBH_ERR_INVALID, "unknown key \"uze\"");
    lbh_diag_mend(diag, "did you mean \"use\"?");
    lbh_diag_locate(diag, 0, "m.json", 3, 14, "blocks.a.uze");
    lbh_diag_add(diag, LBH_ERR_USAGE, "no place");
    lbh_diag_add(diag, LBH_ERR_USAGE, "no line");
    lbh_diag_locate(diag, 2, "n.json", 0, 0, NULL);
    ck_assert_str_eq(lbh_diag_text(diag), "m.json:3:14: blocks.a.uze: unknown key \"uze\"\n"
                                          "    did you mean \"use\"?\n"
                                          "no place\n"
                                          "n.json: no line\n");
}
END_TEST

START_TEST(what_nobody_would_read_is_only_counted)
{
    for (int i = 0; i < 250; i++) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "number %d", i);
        lbh_diag_mend(diag, "mend %d", i);
    }
    ck_assert_uint_eq(lbh_diag_count(diag), 200);
    ck_assert_str_eq(error_at(diag, 199)->mend, "mend 199");
    assert_contains(lbh_diag_text(diag), "number 199\n    mend 199\n... and 50 more\n");
    lbh_diag_clear(diag);
    ck_assert_str_eq(lbh_diag_text(diag), "");
}
END_TEST

SUITE("diag")
{
    PROMISE_WITH(suite, "errors are kept", setup, teardown, errors_are_kept_in_order, no_list_is_fine,
                 errors_can_be_restated_and_forgotten, lists_are_joined, what_nobody_would_read_is_only_counted);
    PROMISE_WITH(suite, "errors say where and what to do", setup, teardown, a_mend_belongs_to_the_latest_error,
                 the_first_place_is_kept, words_are_put_before_later_errors_only, people_are_shown_place_text_and_mend);
}
