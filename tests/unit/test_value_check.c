/* SPDX-License-Identifier: MIT */
/* Tests of values against ranges and choices, and against each other. */
#include "value_fixture.h"

/* --- ranges and choices --- */

static void check_fails(const char *range, const char *choices, const char *text, const char *mend)
{
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_value_check(&value, range, choices, diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = text, .mend = mend});
}

START_TEST(range_includes_its_ends)
{
    read("f64", "1");
    ck_assert_int_eq(lbh_value_check(&value, "[0, 1]", NULL, diag), LBH_OK);
    ck_assert_int_eq(lbh_value_check(&value, "[1, null]", NULL, diag), LBH_OK);
    ck_assert_int_eq(lbh_value_check(&value, "[null, null]", NULL, diag), LBH_OK);
    ck_assert_int_eq(lbh_value_check(&value, NULL, NULL, diag), LBH_OK);
}
END_TEST

START_TEST(value_out_of_range_is_rejected)
{
    read("f32", "1.5");
    check_fails("[0, 1]", NULL, "expected=0 to 1, found=1.5", NULL);
    check_fails("[2.5, null]", NULL, "expected=at least 2.5, found=1.5", NULL);
    check_fails("[null, 0]", NULL, "expected=at most 0, found=1.5", NULL);
    read("f32", "NaN");
    check_fails("[0, null]", NULL, "found=NaN", NULL);
    read("i8[A,B]", "[[0, 1], [2, -3]]");
    check_fails("[0, null]", NULL, "element=[1][1], expected=at least 0, found=-3", NULL);
}
END_TEST

START_TEST(wrong_choice_names_the_nearest)
{
    read("str", "\"liner\"");
    check_fails(NULL, "[\"linear\", \"cosine\"]", "expected=one of [\"linear\", \"cosine\"], found=\"liner\"",
                "did you mean \"linear\"?");
    read("str", "\"cosine\"");
    ck_assert_int_eq(lbh_value_check(&value, NULL, "[\"linear\", \"cosine\"]", diag), LBH_OK);
}
END_TEST

START_TEST(choices_may_be_numbers_and_lists_are_checked)
{
    read("i64", "2");
    ck_assert_int_eq(lbh_value_check(&value, NULL, "[1, 2.0]", diag), LBH_OK);
    check_fails(NULL, "[1, 3]", "found=2", NULL);
    read("bool", "true");
    check_fails(NULL, "[false]", "found=true", NULL);
    read("str[N]", "[\"a\", \"c\"]");
    check_fails(NULL, "[\"a\", \"b\"]", "element=[1], expected=one of [\"a\", \"b\"], found=\"c\"", NULL);
}
END_TEST

START_TEST(wrong_declarations_are_reported)
{
    read("i64", "2");
    check_fails("[0", NULL, "the range is declared wrongly", NULL);
    check_fails("[0]", NULL, "the range is declared wrongly", NULL);
    check_fails("[0, \"x\"]", NULL, "the range is declared wrongly", NULL);
    check_fails(NULL, "1", "the list of choices is declared wrongly", NULL);
    read("str", "\"x\"");
    check_fails("[0, 1]", NULL, "the range is declared wrongly", NULL);
}
END_TEST

/* --- equality --- */

START_TEST(equal_values_are_equal)
{
    struct lbh_value other = {0};
    const struct lbh_type type = type_of("str[N]");
    read("str[N]", "[\"ab\", \"c\"]");
    ck_assert_int_eq(lbh_value_from_default(&other, &type, "[\"ab\", \"c\"]", diag), LBH_OK);
    ck_assert(lbh_value_equal(&value, &other));
    read("str[N]", "[\"a\", \"bc\"]");
    ck_assert(!lbh_value_equal(&value, &other));
    lbh_value_fini(&other);
    ck_assert(!lbh_value_equal(&value, &other));
    lbh_value_fini(&value);
    ck_assert(lbh_value_equal(&value, &other));
}
END_TEST

START_TEST(type_shape_and_bytes_must_be_equal)
{
    const struct lbh_type matrix = type_of("i32[A,B]");
    struct lbh_value other = {0};
    read("i32[N]", "[1, 2]");
    ck_assert_int_eq(lbh_value_from_default(&other, &matrix, "[[1, 2]]", diag), LBH_OK);
    ck_assert(!lbh_value_equal(&value, &other));
    read("i32[A,B]", "[[1], [2]]");
    ck_assert(!lbh_value_equal(&value, &other));
    read("i32[A,B]", "[[1, 3]]");
    ck_assert(!lbh_value_equal(&value, &other));
    read("i32[A,B]", "[[1, 2]]");
    ck_assert(lbh_value_equal(&value, &other));
    lbh_value_fini(&other);
}
END_TEST

SUITE("value check")
{
    PROMISE_WITH(suite, "ranges and choices hold", setup, teardown, range_includes_its_ends, value_out_of_range_is_rejected,
                 wrong_choice_names_the_nearest, choices_may_be_numbers_and_lists_are_checked, wrong_declarations_are_reported);
    PROMISE_WITH(suite, "values can be compared", setup, teardown, equal_values_are_equal, type_shape_and_bytes_must_be_equal);
}
