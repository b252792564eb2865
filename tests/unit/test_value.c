/* SPDX-License-Identifier: MIT */
/* Tests of typed values: from JSON and text into memory. */
#include "value_fixture.h"

#include "value_number.h"

#include <jansson.h>

#include <math.h>

/* --- numbers --- */

START_TEST(every_integer_type_takes_its_extremes)
{
    static const struct {
        const char *type;
        const char *low;
        const char *high;
        const char *below;
        const char *above;
    } cases[] = {
        {"i8", "-128", "127", "-129", "128"},
        {"i16", "-32768", "32767", "-32769", "32768"},
        {"i32", "-2147483648", "2147483647", "-2147483649", "2147483648"},
        {"i64", "-9223372036854775808", "9223372036854775807", "-9223372036854777856.0", "9223372036854775808.0"},
        {"u8", "0", "255", "-1", "256"},
        {"u16", "0", "65535", "-1", "65536"},
        {"u32", "0", "4294967295", "-1", "4294967296"},
        {"u64", "0", "\"18446744073709551615\"", "-1", "18446744073709551616.0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *ends[] = {cases[i].low, cases[i].high};
        for (size_t e = 0; e < 2; e++) {
            char bare[32];
            const char *begin = ends[e][0] == '"' ? ends[e] + 1 : ends[e];
            snprintf(bare, sizeof bare, "%.*s", (int)strcspn(begin, "\""), begin);
            read(cases[i].type, ends[e]);
            ck_assert_uint_eq(value.bytes, lbh_element_size(value.element));
            assert_formats_as(bare);
        }
        char expected[40];
        snprintf(expected, sizeof expected, "expected=%s, found=", cases[i].type);
        refuse(cases[i].type, cases[i].below, expected);
        refuse(cases[i].type, cases[i].above, expected);
    }
}
END_TEST

START_TEST(whole_reals_are_integers)
{
    read("i64", "5.0");
    ck_assert_int_eq(*(int64_t *)value.data, 5);
    read("u64", "1e19");
    ck_assert_uint_eq(*(uint64_t *)value.data, UINT64_C(10000000000000000000));
    refuse("i64", "5.5", "expected=i64, found=5.5");
    refuse("i64", "\"Infinity\"", "found=\"Infinity\"");
}
END_TEST

START_TEST(infinities_and_nan_are_floats)
{
    read("f64", "\"Infinity\"");
    ck_assert(*(double *)value.data == (double)INFINITY);
    read("f32", "-Infinity");
    ck_assert(*(float *)value.data == -INFINITY);
    read("f32[N]", "[NaN, 1]");
    ck_assert(isnan(((float *)value.data)[0]));
    read("f16", "\"-Infinity\"");
    ck_assert_uint_eq(*(uint16_t *)value.data, 0xfc00);
    refuse("f32", "\"inf\"", "expected=f32, found=\"inf\"");
    refuse("f32", "\"12\"", "expected=f32, found=\"12\"");
}
END_TEST

START_TEST(finite_numbers_do_not_become_infinite)
{
    read("f32", "3.4028235e38");
    ck_assert_float_eq(*(float *)value.data, 3.4028234663852886e38f);
    refuse("f32", "3.4028236e38", "expected=f32");
    read("f16", "65519.99");
    ck_assert_uint_eq(*(uint16_t *)value.data, 0x7bff);
    refuse("f16", "65520", "expected=f16, found=65520");
    refuse("bf16", "3.4e38", "expected=bf16");
}
END_TEST

START_TEST(halves_are_rounded_to_nearest_even)
{
    static const struct {
        double number;
        uint16_t f16;
        uint16_t bf16;
    } cases[] = {
        {1.0, 0x3c00, 0x3f80},
        {-2.0, 0xc000, 0xc000},
        {1.0 + 0x1p-11, 0x3c00, 0x3f80},           /* f16: half way, to even, down */
        {1.0 + 3 * 0x1p-11, 0x3c02, 0x3f80},       /* f16: half way, to even, up */
        {1.0 + 0x1p-11 + 0x1p-40, 0x3c01, 0x3f80}, /* just above half way, which a float would lose */
        {1.0 + 0x1p-8, 0x3c04, 0x3f80},
        {1.0 + 3 * 0x1p-8, 0x3c0c, 0x3f82},
        {1.0 + 0x1p-8 + 0x1p-40, 0x3c04, 0x3f81},
        {2.0 - 0x1p-20, 0x4000, 0x4000}, /* the carry moves the exponent */
        {0x1p-14, 0x0400, 0x3880},
        {0x1p-24, 0x0001, 0x3380},
        {0x1p-25, 0x0000, 0x3300},
        {0x1p-25 + 0x1p-40, 0x0001, 0x3300},
        {3 * 0x1p-25, 0x0002, 0x33c0},
        {0x1p-14 - 0x1p-26, 0x0400, 0x3880}, /* the largest subnormal rounds up to a normal */
        {0x1p-133, 0x0000, 0x0001},
        {0x1p-134, 0x0000, 0x0000},
        {4.9e-324, 0x0000, 0x0000},
        {-0.0, 0x8000, 0x8000},
        {0.1, 0x2e66, 0x3dcd},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_msg(lbh_f16_from_double(cases[i].number) == cases[i].f16, "f16 %a", cases[i].number);
        ck_assert_msg(lbh_bf16_from_double(cases[i].number) == cases[i].bf16, "bf16 %a", cases[i].number);
    }
}
END_TEST

START_TEST(every_half_survives_the_way_there_and_back)
{
    for (uint32_t bits = 0; bits < 0x10000; bits++) {
        const double f16 = lbh_f16_to_double((uint16_t)bits);
        const double bf16 = lbh_bf16_to_double((uint16_t)bits);
        ck_assert(isnan(f16) ? (bits & 0x7fffu) > 0x7c00u : lbh_f16_from_double(f16) == bits);
        ck_assert(isnan(bf16) ? (bits & 0x7fffu) > 0x7f80u : lbh_bf16_from_double(bf16) == bits);
    }
}
END_TEST

START_TEST(large_integers_compare_exactly)
{
    read("i64", "9007199254740993");
    ck_assert_int_eq(lbh_value_check(&value, "[9007199254740993, null]", NULL, diag), LBH_OK);
    ck_assert_int_eq(lbh_value_check(&value, "[9007199254740994, null]", NULL, diag), LBH_ERR_INVALID);
    ck_assert_int_eq(lbh_value_check(&value, "[null, 9007199254740992]", NULL, diag), LBH_ERR_INVALID);
}
END_TEST

/* --- other scalars --- */

START_TEST(bool_is_true_or_false)
{
    read("bool", "true");
    ck_assert_uint_eq(*(uint8_t *)value.data, 1);
    ck_assert_uint_eq(value.bytes, 1);
    refuse("bool", "1", "expected=bool, found=1");
    refuse("i64", "true", "expected=i64, found=true");
}
END_TEST

START_TEST(str_has_its_length_and_a_nul)
{
    read("str", "\"h\\u00e9\"");
    ck_assert_str_eq(value.data, "h\xc3\xa9");
    ck_assert_int_eq(value.ndim, 0);
    ck_assert_int_eq(value.shape[0], 3);
    ck_assert_uint_eq(value.bytes, 3);
    read("str", "\"\"");
    ck_assert_str_eq(value.data, "");
    refuse("str", "1", "expected=str, found=1");
    refuse("str", "[\"a\"]", "expected=str, found=[\"a\"]");
}
END_TEST

START_TEST(list_of_texts_points_to_them)
{
    read("str[N]", "[\"one\", \"\", \"three\"]");
    const char *const *texts = value.data;
    ck_assert_int_eq(value.ndim, 1);
    ck_assert_int_eq(value.shape[0], 3);
    ck_assert_str_eq(texts[0], "one");
    ck_assert_str_eq(texts[1], "");
    ck_assert_str_eq(texts[2], "three");
    assert_formats_as("[\"one\", \"\", \"three\"]");
    read("str[N]", "\"alone\"");
    ck_assert_str_eq(((const char *const *)value.data)[0], "alone");
    read("str[N]", "[]");
    ck_assert_int_eq(value.shape[0], 0);
    ck_assert_ptr_nonnull(value.data);
    refuse("str[N]", "[\"a\", 2]", "element=[1], expected=str, found=2");
    refuse("str[2]", "[\"a\"]", "expected=str[2], found=str[1]");
}
END_TEST

START_TEST(null_and_objects_are_no_values)
{
    refuse("f32", "null", "expected=f32, found=null");
    refuse("f32[N]", "null", "expected=f32[N], found=null");
    refuse("f32[N]", "{\"a\": 1}", "expected=f32[N], found=an object");
    refuse("any", "null", "expected=any, found=null");
}
END_TEST

/* --- tensors --- */

START_TEST(nested_arrays_are_row_major)
{
    read("i32[A,B]", "[[1, 2, 3], [4, 5, 6]]");
    ck_assert_int_eq(value.ndim, 2);
    ck_assert_int_eq(value.shape[0], 2);
    ck_assert_int_eq(value.shape[1], 3);
    ck_assert_uint_eq(value.bytes, 24);
    for (int i = 0; i < 6; i++) ck_assert_int_eq(((int32_t *)value.data)[i], i + 1);
}
END_TEST

START_TEST(scalar_is_a_tensor_of_one)
{
    read("f64[N]", "2.5");
    ck_assert_int_eq(value.ndim, 1);
    ck_assert_int_eq(value.shape[0], 1);
    ck_assert_double_eq(*(double *)value.data, 2.5);
    refuse("f64[A,B]", "2.5", "expected=f64[A,B], found=2.5");
    refuse("f64[3]", "2.5", "expected=f64[3], found=f64[1]");
    refuse("f64[N]", "\"x\"", "expected=f64[N], found=\"x\"");
}
END_TEST

START_TEST(ranks_and_extents_must_fit)
{
    refuse("f32[N]", "[[1]]", "expected=f32[N], found=[[1]]");
    refuse("f32[A,B]", "[1, 2]", "expected=f32[A,B], found=[1,2]");
    refuse("f32", "[1]", "expected=f32, found=[1]");
    refuse("f32[N,3]", "[[1, 2]]", "expected=f32[N,3], found=f32[1,2]");
    refuse("f32[N,N]", "[[1, 2]]", "expected=f32[N,N], found=f32[1,2]");
    read("f32[N,N]", "[[1, 2], [3, 4]]");
}
END_TEST

START_TEST(ragged_arrays_are_rejected)
{
    refuse("i8[A,B]", "[[1, 2], [3]]", "element=[1], expected=an array of 2, found=an array of 1");
    refuse("i8[A,B]", "[[1, 2], 3]", "element=[1], expected=an array of 2, found=3");
    refuse("i8[A,B]", "[[1, 2], [3, [4]]]", "element=[1][1], expected=i8, found=[4]");
}
END_TEST

START_TEST(wrong_element_is_named)
{
    refuse("f32[A,B]", "[[1, 2], [3, \"x\"]]", "element=[1][1], expected=f32, found=\"x\"");
    refuse("u8[N]", "[0, 256]", "element=[1], expected=u8, found=256");
}
END_TEST

START_TEST(empty_arrays_have_extent_zero)
{
    read("f32[N]", "[]");
    ck_assert_int_eq(value.shape[0], 0);
    ck_assert_uint_eq(value.bytes, 0);
    ck_assert_ptr_nonnull(value.data);
    read("f32[N,3]", "[]");
    ck_assert_int_eq(value.ndim, 2);
    ck_assert_int_eq(value.shape[1], 3);
    assert_formats_as("[]");
}
END_TEST

START_TEST(too_many_dimensions_are_rejected)
{
    refuse("any", "[[[[[[[[[1]]]]]]]]]", "expected=at most 8 dimensions");
    char deep[4001];
    memset(deep, '[', 2000);
    memset(deep + 2000, ']', 2000);
    deep[4000] = '\0';
    refuse("any", deep, "expected=at most 8 dimensions");
}
END_TEST

/* --- any --- */

START_TEST(any_takes_the_type_of_what_is_given)
{
    static const struct {
        const char *json;
        uint32_t element;
        int32_t ndim;
    } cases[] = {
        {"3", LB_TYPE_I64, 0},        {"3.0", LB_TYPE_F64, 0},
        {"true", LB_TYPE_BOOL, 0},    {"\"text\"", LB_TYPE_STR, 0},
        {"[1, 2]", LB_TYPE_I64, 1},   {"[1, 2.5]", LB_TYPE_F64, 1},
        {"[2.5, 1]", LB_TYPE_F64, 1}, {"[[true], [false]]", LB_TYPE_BOOL, 2},
        {"[]", LB_TYPE_F64, 1},       {"[1, -Infinity]", LB_TYPE_F64, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read("any", cases[i].json);
        ck_assert_msg(value.element == cases[i].element && value.ndim == cases[i].ndim, "%s", cases[i].json);
    }
}
END_TEST

START_TEST(any_refuses_what_has_no_one_type)
{
    refuse("any", "[1, true]", "expected=any, found=[1,true]");
    refuse("any", "[\"a\"]", "expected=any, found=[\"a\"]");
    refuse("any", "{}", "found=an object");
    refuse("any", "[1, [2]]", "element=[1], expected=i64, found=[2]");
}
END_TEST

/* --- text from a command line --- */

START_TEST(typed_text_is_json_where_it_can_be)
{
    struct lbh_type type = type_of("f32[N]");
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "[1, 2]", diag), LBH_OK);
    ck_assert_int_eq(value.shape[0], 2);
    lbh_value_fini(&value);
    type = type_of("f64");
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "-Infinity", diag), LBH_OK);
    lbh_value_fini(&value);
    type = type_of("u64");
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "18446744073709551615", diag), LBH_OK);
    ck_assert_uint_eq(*(uint64_t *)value.data, UINT64_MAX);
}
END_TEST

START_TEST(typed_text_for_a_str_stands_as_it_is)
{
    const struct lbh_type type = type_of("str");
    static const char *const texts[] = {"plain", "3", "\"quoted\"", "", "null", "\xff\xfe"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        lbh_value_fini(&value);
        ck_assert_int_eq(lbh_value_from_text(&value, &type, texts[i], diag), LBH_OK);
        ck_assert_str_eq(value.data, texts[i]);
    }
}
END_TEST

START_TEST(typed_text_that_is_wrong_is_the_users_fault)
{
    const struct lbh_type type = type_of("f64");
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "abc", diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE, .text = "expected=f64, found=\"abc\""});
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "\xff", NULL), LBH_ERR_USAGE);
}
END_TEST

START_TEST(typed_text_for_any_may_be_plain)
{
    const struct lbh_type type = type_of("any");
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "a b", diag), LBH_OK);
    ck_assert_uint_eq(value.element, LB_TYPE_STR);
    lbh_value_fini(&value);
    ck_assert_int_eq(lbh_value_from_text(&value, &type, "12", diag), LBH_OK);
    ck_assert_uint_eq(value.element, LB_TYPE_I64);
}
END_TEST

START_TEST(default_that_is_no_json_is_rejected)
{
    const struct lbh_type type = type_of("str");
    ck_assert_int_eq(lbh_value_from_default(&value, &type, "linear", diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "not JSON"});
}
END_TEST

SUITE("value")
{
    PROMISE_WITH(suite, "numbers are exact or refused", setup, teardown, every_integer_type_takes_its_extremes,
                 whole_reals_are_integers, infinities_and_nan_are_floats, finite_numbers_do_not_become_infinite,
                 halves_are_rounded_to_nearest_even, every_half_survives_the_way_there_and_back,
                 large_integers_compare_exactly);
    PROMISE_WITH(suite, "other scalars have their form", setup, teardown, bool_is_true_or_false, str_has_its_length_and_a_nul,
                 list_of_texts_points_to_them, null_and_objects_are_no_values);
    PROMISE_WITH(suite, "tensors are nested arrays", setup, teardown, nested_arrays_are_row_major, scalar_is_a_tensor_of_one,
                 ranks_and_extents_must_fit, ragged_arrays_are_rejected, wrong_element_is_named, empty_arrays_have_extent_zero,
                 too_many_dimensions_are_rejected);
    PROMISE_WITH(suite, "any is what is given", setup, teardown, any_takes_the_type_of_what_is_given,
                 any_refuses_what_has_no_one_type);
    PROMISE_WITH(suite, "text as typed is understood", setup, teardown, typed_text_is_json_where_it_can_be,
                 typed_text_for_a_str_stands_as_it_is, typed_text_that_is_wrong_is_the_users_fault,
                 typed_text_for_any_may_be_plain, default_that_is_no_json_is_rejected);
}
