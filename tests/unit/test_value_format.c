/* SPDX-License-Identifier: MIT */
/* Tests of how values are shown, and written as JSON. */
#include "value_fixture.h"

#include <jansson.h>

#include <locale.h>

START_TEST(numbers_are_shown_short_and_exact)
{
    static const struct {
        const char *type;
        const char *json;
        const char *text;
    } cases[] = {
        {"f32", "0.1", "0.1"},
        {"f64", "0.1", "0.1"},
        {"f64", "0.30000000000000004", "0.30000000000000004"},
        {"f64", "3", "3.0"},
        {"f64", "1e300", "1e+300"},
        {"f32", "16777217", "16777216.0"},
        {"f64", "-0.0", "-0.0"},
        {"f64", "-Infinity", "\"-Infinity\""},
        {"bf16", "0.5", "0.5"},
        {"f16[N]", "[0.5, NaN]", "[0.5, \"NaN\"]"},
        {"i64", "2000000", "2000000"},
        {"bool[A,B]", "[[true], [false]]", "[[true], [false]]"},
        {"str", "\"a\\\"b\"", "\"a\\\"b\""},
        {"u8[N]", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]"},
        {"u8[N]", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]", "u8[17]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read(cases[i].type, cases[i].json);
        assert_formats_as(cases[i].text);
    }
}
END_TEST

START_TEST(locale_does_not_reach_numbers)
{
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "de_DE")) return;
    read("f64", "1.5");
    assert_formats_as("1.5");
    setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(unset_values_are_null)
{
    assert_formats_as("null");
    json_t *json = lbh_value_to_json(LB_TYPE_F32, 0, NULL, NULL);
    ck_assert(json_is_null(json));
    json_decref(json);
}
END_TEST

START_TEST(tree_is_whole_and_reads_back)
{
    static const char *const types[] = {"i8[A,B]", "u64[N]", "f64[N]", "bool[N]", "str", "str[N]", "bf16[N]", "f32"};
    static const char *const jsons[] = {"[[1,-2],[3,4]]",
                                        "[1,\"18446744073709551615\"]",
                                        "[1.5,\"NaN\",\"-Infinity\"]",
                                        "[true,false]",
                                        "\"x\"",
                                        "[\"a\",\"b\"]",
                                        "[0.5,-2.0]",
                                        "0.25"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        read(types[i], jsons[i]);
        json_t *tree = lbh_value_to_json(value.element, value.ndim, value.shape, value.data);
        char *text = json_dumps(tree, JSON_ENCODE_ANY | JSON_COMPACT);
        ck_assert_str_eq(text, jsons[i]);
        free(text);
        json_decref(tree);
    }
}
END_TEST

START_TEST(text_that_is_not_utf8_can_be_shown)
{
    const struct lbh_type type = type_of("str");
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "a\xff", diag), LBH_OK);
    assert_formats_as("\"a?\"");
}
END_TEST

SUITE("value format")
{
    PROMISE_WITH(suite, "values can be shown", setup, teardown, numbers_are_shown_short_and_exact,
                 locale_does_not_reach_numbers, unset_values_are_null, tree_is_whole_and_reads_back,
                 text_that_is_not_utf8_can_be_shown);
}
