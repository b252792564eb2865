/* SPDX-License-Identifier: MIT */
/* Tests of type strings: what is a type, what is reserved, and how types and shapes are written back. */
#include "type.h"

#include <stdint.h>
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

static struct lbh_type parse(const char *text)
{
    struct lbh_type type;
    ck_assert_msg(lbh_type_parse(text, false, &type, diag) == LBH_OK, "%s: %s", text, lbh_diag_text(diag));
    return type;
}

static void refuse(const char *text, const char *why)
{
    struct lbh_type type = {.element = 77};
    lbh_diag_clear(diag);
    ck_assert_msg(lbh_type_parse(text, false, &type, diag) == LBH_ERR_INVALID, "%s was taken for a type", text);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = why, .mend = "f32[B,C,32,32]"});
    assert_contains(error_at(diag, 0)->text, text);
    ck_assert_uint_eq(type.element, 77);
}

static void assert_writes_back(const char *text)
{
    char buffer[128];
    const struct lbh_type type = parse(text);
    ck_assert_str_eq(lbh_type_format(&type, buffer, sizeof buffer), text);
}

START_TEST(every_element_type_is_known)
{
    static const struct {
        const char *name;
        uint32_t element;
        size_t size;
        uint8_t code;
    } cases[] = {
        {"i8", LB_TYPE_I8, 1, LB_CODE_INT},      {"i16", LB_TYPE_I16, 2, LB_CODE_INT},
        {"i32", LB_TYPE_I32, 4, LB_CODE_INT},    {"i64", LB_TYPE_I64, 8, LB_CODE_INT},
        {"u8", LB_TYPE_U8, 1, LB_CODE_UINT},     {"u16", LB_TYPE_U16, 2, LB_CODE_UINT},
        {"u32", LB_TYPE_U32, 4, LB_CODE_UINT},   {"u64", LB_TYPE_U64, 8, LB_CODE_UINT},
        {"f16", LB_TYPE_F16, 2, LB_CODE_FLOAT},  {"bf16", LB_TYPE_BF16, 2, LB_CODE_BFLOAT},
        {"f32", LB_TYPE_F32, 4, LB_CODE_FLOAT},  {"f64", LB_TYPE_F64, 8, LB_CODE_FLOAT},
        {"bool", LB_TYPE_BOOL, 1, LB_CODE_BOOL}, {"str", LB_TYPE_STR, 1, LB_CODE_UINT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct lbh_type type = parse(cases[i].name);
        ck_assert_uint_eq(type.element, cases[i].element);
        ck_assert_int_eq(type.ndim, 0);
        ck_assert_str_eq(lbh_element_name(type.element), cases[i].name);
        ck_assert_uint_eq(lbh_element_size(type.element), cases[i].size);
        ck_assert_uint_eq(lbh_element_dtype(type.element).code, cases[i].code);
        ck_assert_uint_eq(lbh_element_dtype(type.element).bits, 8 * cases[i].size);
        ck_assert_uint_eq(lbh_element_dtype(type.element).lanes, 1);
    }
    ck_assert_uint_eq(parse("any").element, LB_TYPE_NONE);
    ck_assert_uint_eq(lbh_element_size(99), 0);
    ck_assert_str_eq(lbh_element_name(99), "?");
}
END_TEST

START_TEST(dimensions_are_names_or_numbers)
{
    const struct lbh_type type = parse("f32[B,C_2, 32,0]");
    ck_assert_int_eq(type.ndim, 4);
    ck_assert_str_eq(type.dims[0].symbol, "B");
    ck_assert_str_eq(type.dims[1].symbol, "C_2");
    ck_assert_str_eq(type.dims[2].symbol, "");
    ck_assert_int_eq(type.dims[2].extent, 32);
    ck_assert_int_eq(type.dims[3].extent, 0);
}
END_TEST

START_TEST(types_are_written_as_they_are_read)
{
    assert_writes_back("any");
    assert_writes_back("bool");
    assert_writes_back("u8[H,W,3]");
    assert_writes_back("f64[a,b,c,d,e,f,g,8]");
    assert_writes_back("f32[999999999999999]");
}
END_TEST

START_TEST(text_is_cut_to_the_buffer)
{
    char buffer[8];
    const struct lbh_type type = parse("f32[batch,channels]");
    ck_assert_str_eq(lbh_type_format(&type, buffer, sizeof buffer), "f32[bat");
    ck_assert_str_eq(lbh_shape_format(LB_TYPE_F32, 2, (const int64_t[]){123, 4567}, buffer, sizeof buffer), "f32[123");
}
END_TEST

START_TEST(shapes_are_written_with_their_extents)
{
    char buffer[64];
    ck_assert_str_eq(lbh_shape_format(LB_TYPE_F32, 2, (const int64_t[]){2, 0}, buffer, sizeof buffer), "f32[2,0]");
    ck_assert_str_eq(lbh_shape_format(LB_TYPE_I64, 0, NULL, buffer, sizeof buffer), "i64");
    ck_assert_str_eq(lbh_shape_format(LB_TYPE_STR, 1, (const int64_t[]){5}, buffer, sizeof buffer), "str");
}
END_TEST

START_TEST(what_is_no_type_is_refused)
{
    refuse("", "no such element type");
    refuse("float", "no such element type");
    refuse("F32", "no such element type");
    refuse(" f32", "no such element type");
    refuse("anything", "no such element type");
    refuse("any[N]", "no such element type");
}
END_TEST

START_TEST(bad_dimensions_are_refused)
{
    refuse("f32[", "dimensions cannot be read");
    refuse("f32[]", "dimensions cannot be read");
    refuse("f32[N", "dimensions cannot be read");
    refuse("f32[N,]", "dimensions cannot be read");
    refuse("f32[N]]", "dimensions cannot be read");
    refuse("f32[N] ", "dimensions cannot be read");
    refuse("f32[-1]", "dimensions cannot be read");
    refuse("f32[N M]", "dimensions cannot be read");
    refuse("f32[2N]", "dimensions cannot be read");
    refuse("f32[9999999999999999]", "dimensions cannot be read");
    refuse("f32[a,b,c,d,e,f,g,h,i]", "at most 8");
    refuse("f32[a_name_of_thirty_two_characters_]", "dimensions cannot be read");
    refuse("f32(N)", "dimensions cannot be read");
}
END_TEST

START_TEST(reserved_notation_is_refused_as_such)
{
    refuse("f8e4m3", "reserved for a later version");
    refuse("f8e5m2[N]", "reserved for a later version");
    refuse("json", "reserved for a later version");
    refuse("list(i64)", "reserved for a later version");
    refuse("f32[N]?", "\"?\" and \"@\" are reserved");
    refuse("i64?", "\"?\" and \"@\" are reserved");
    refuse("f32[N]@cuda", "\"?\" and \"@\" are reserved");
    refuse("f32[...,C]", "\"...\", \"?\" and \"@\" are reserved");
}
END_TEST

START_TEST(lists_of_texts_are_for_configs_only)
{
    struct lbh_type type;
    ck_assert_int_eq(lbh_type_parse("str[N]", true, &type, diag), LBH_OK);
    ck_assert_int_eq(type.ndim, 1);
    refuse("str[N]", "possible in configs only");
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_type_parse("str[N,M]", true, &type, diag), LBH_ERR_INVALID);
    assert_contains(error_at(diag, 0)->text, "at most one dimension");
}
END_TEST

START_TEST(sizes_are_multiplied_without_overflow)
{
    int64_t count = 0;
    size_t bytes = 0;
    ck_assert(lbh_shape_bytes(2, (const int64_t[]){3, 5}, 4, &count, &bytes));
    ck_assert_int_eq(count, 15);
    ck_assert_uint_eq(bytes, 60);
    ck_assert(lbh_shape_bytes(0, NULL, 8, &count, &bytes));
    ck_assert_int_eq(count, 1);
    ck_assert(lbh_shape_bytes(2, (const int64_t[]){0, 7}, 8, &count, &bytes));
    ck_assert_uint_eq(bytes, 0);
    ck_assert(!lbh_shape_bytes(1, (const int64_t[]){-1}, 8, NULL, NULL));
    ck_assert(!lbh_shape_bytes(2, (const int64_t[]){0, -7}, 8, NULL, NULL));
    ck_assert(!lbh_shape_bytes(2, (const int64_t[]){INT64_MAX, 2}, 1, NULL, NULL));
    ck_assert(!lbh_shape_bytes(1, (const int64_t[]){INT64_C(1) << 61}, 8, NULL, NULL));
    /* Strides of an empty tensor, too, would overflow. */
    ck_assert(!lbh_shape_bytes(3, (const int64_t[]){0, INT64_MAX, 2}, 1, NULL, NULL));
}
END_TEST

START_TEST(strides_are_dense_and_row_major)
{
    int64_t strides[3];
    lbh_shape_strides(3, (const int64_t[]){4, 3, 2}, strides);
    ck_assert_int_eq(strides[0], 6);
    ck_assert_int_eq(strides[1], 2);
    ck_assert_int_eq(strides[2], 1);
    lbh_shape_strides(2, (const int64_t[]){5, 0}, strides);
    ck_assert_int_eq(strides[0], 1);
}
END_TEST

SUITE("type")
{
    PROMISE_WITH(suite, "types are read", setup, teardown, every_element_type_is_known, dimensions_are_names_or_numbers,
                 types_are_written_as_they_are_read, text_is_cut_to_the_buffer, shapes_are_written_with_their_extents);
    PROMISE_WITH(suite, "what is no type is refused", setup, teardown, what_is_no_type_is_refused, bad_dimensions_are_refused,
                 reserved_notation_is_refused_as_such, lists_of_texts_are_for_configs_only);
    PROMISE_WITH(suite, "sizes are computed", setup, teardown, sizes_are_multiplied_without_overflow,
                 strides_are_dense_and_row_major);
}
