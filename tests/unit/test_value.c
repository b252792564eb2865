/* SPDX-License-Identifier: MIT */
/* Tests of typed values: from JSON and text into memory, against ranges and choices, and back. */
#include "value.h"

#include "errors.h"
#include "suite.h"
#include "value_number.h"

#include <jansson.h>

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct lbh_diag *diag;
static struct lbh_value value;

static void setup(void)
{
    diag = lbh_diag_new();
    value = (struct lbh_value){0};
}

static void teardown(void)
{
    lbh_value_fini(&value);
    lbh_diag_free(diag);
}

static struct lbh_type type_of(const char *text)
{
    struct lbh_type type;
    ck_assert_int_eq(lbh_type_parse(text, true, &type, NULL), LBH_OK);
    return type;
}

/* Reads JSON text into `value`, which must work. */
static void read(const char *type_text, const char *json)
{
    const struct lbh_type type = type_of(type_text);
    lbh_value_fini(&value);
    lbh_diag_clear(diag);
    const enum lbh_status status = lbh_value_from_default(&value, &type, json, diag);
    ck_assert_msg(status == LBH_OK, "%s from %s: %s", type_text, json, lbh_diag_text(diag));
}

static void refuse(const char *type_text, const char *json, const char *message)
{
    const struct lbh_type type = type_of(type_text);
    struct lbh_value untouched = {.bytes = 77};
    lbh_diag_clear(diag);
    ck_assert_msg(lbh_value_from_default(&untouched, &type, json, diag) == LBH_ERR_INVALID, "%s from %s", type_text, json);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = message});
    ck_assert_uint_eq(untouched.bytes, 77);
    ck_assert_ptr_null(untouched.data);
}

static void assert_formats_as(const char *expected)
{
    char *text = lbh_value_format(value.element, value.ndim, value.shape, value.data);
    ck_assert_str_eq(text, expected);
    free(text);
}

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

/* --- equality and text --- */

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
    PROMISE_WITH(suite, "ranges and choices hold", setup, teardown, range_includes_its_ends, value_out_of_range_is_rejected,
                 wrong_choice_names_the_nearest, choices_may_be_numbers_and_lists_are_checked, wrong_declarations_are_reported);
    PROMISE_WITH(suite, "values can be compared", setup, teardown, equal_values_are_equal, type_shape_and_bytes_must_be_equal);
    PROMISE_WITH(suite, "values can be shown", setup, teardown, numbers_are_shown_short_and_exact,
                 locale_does_not_reach_numbers, unset_values_are_null, tree_is_whole_and_reads_back,
                 text_that_is_not_utf8_can_be_shown);
}
