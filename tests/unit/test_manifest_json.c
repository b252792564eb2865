/* SPDX-License-Identifier: MIT */
/* Tests of manifests that are no JSON, or JSON of an unwelcome kind: one error, with its line and column. */
#include "manifest_fixture.h"

#include <jansson.h>

/* --- JSON --- */

START_TEST(text_that_is_no_json_is_rejected)
{
    REFUSED("{\"loopblocks\": 1,\n  \"blocks\" {}}", .text = "not JSON: ':' expected", .line = 2, .column = 12);
}
END_TEST

START_TEST(column_counts_characters)
{
    REFUSED("{\"name\": \"\xc3\xa4\xc3\xb6\xc3\xbc\", what}", .text = "not JSON", .line = 1, .column = 17);
}
END_TEST

START_TEST(column_is_right_behind_infinity)
{
    REFUSED("{\"a\": Infinity, \"b\": [NaN, oops]}", .text = "not JSON", .line = 1, .column = 28);
}
END_TEST

START_TEST(infinity_is_no_key)
{
    REFUSED("{Infinity: 1}", .text = "not JSON", .line = 1, .column = 2);
}
END_TEST

START_TEST(empty_text_is_rejected)
{
    REFUSED("", .text = "nothing in it", .line = 1, .column = 1);
}
END_TEST

START_TEST(blank_text_is_rejected)
{
    REFUSED(" \n ", .text = "nothing in it", .line = 2, .column = 2);
}
END_TEST

START_TEST(text_that_ends_early_is_rejected)
{
    REFUSED("{\"loopblocks\": 1,\n\"blocks\": {", .text = "ends too early", .line = 2, .column = 12);
}
END_TEST

START_TEST(duplicate_key_is_said_at_the_second)
{
    REFUSED("{\"loopblocks\": 1,\n \"blocks\": {\n  \"a\": {\"use\": \"x\"},\n  \"a\": {\"use\": \"y\"}}}",
            .text = "key given twice: \"a\"", .line = 4, .column = 3);
}
END_TEST

START_TEST(duplicate_key_with_escapes_is_said_at_the_second)
{
    REFUSED("{\"a\\\"b\": NaN,\n   \"a\\\"b\": 2}", .text = "key given twice: \"a\\\"b\"", .line = 2, .column = 4);
}
END_TEST

START_TEST(deep_nesting_is_an_error)
{
    static char text[400000];
    memset(text, '[', sizeof text - 1);
    refuse(text);
    const struct lbh_error *error = error_at(diag, 0);
    assert_contains(error->text, "nested too deeply");
    ck_assert_int_eq(error->line, 1);
    ck_assert_int_gt(error->column, 1000);
}
END_TEST

START_TEST(deep_blocks_are_read_or_refused)
{
    static char text[40000];
    char *at = text + sprintf(text, "{\"loopblocks\": 1, \"blocks\": {");
    for (int i = 0; i < 900; i++) at += sprintf(at, "\"a\": {\"blocks\": {");
    at += sprintf(at, "\"a\": {\"use\": \"x\"}");
    for (int i = 0; i < 900; i++) at += sprintf(at, "}}");
    sprintf(at, "}}");
    struct lbh_manifest *manifest = accept(text);
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(array_is_no_manifest)
{
    REFUSED("\n [1, 2]", .text = "expected=an object, found=[1,2]", .line = 2, .column = 2);
}
END_TEST

START_TEST(nul_byte_is_rejected)
{
    struct lbh_manifest *manifest = NULL;
    ck_assert_int_eq(lbh_manifest_parse("m.json", "{\"a\": \0}", 8, &manifest, diag), LBH_ERR_INVALID);
    ck_assert_uint_eq(lbh_diag_count(diag), 1);
}
END_TEST

SUITE("manifest json")
{
    PROMISE_WITH(suite, "what is no JSON is one error with its place", setup, teardown, text_that_is_no_json_is_rejected,
                 column_counts_characters, column_is_right_behind_infinity, infinity_is_no_key, empty_text_is_rejected,
                 blank_text_is_rejected, text_that_ends_early_is_rejected, duplicate_key_is_said_at_the_second,
                 duplicate_key_with_escapes_is_said_at_the_second, deep_nesting_is_an_error, deep_blocks_are_read_or_refused,
                 array_is_no_manifest, nul_byte_is_rejected);
}
