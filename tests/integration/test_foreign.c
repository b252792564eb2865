/* SPDX-License-Identifier: MIT */
/* Foreign blocks: C functions called from a manifest, and what is refused before and in the call. */
#include <stdio.h>

#include <loopblocks/host.h>

#include "unit/errors.h"
#include "unit/suite.h"

static struct lbh_host *host;
static struct lbh_diag *diag;
static struct lbh_pipeline *pipeline;

static void setup(void)
{
    host = lbh_host_new();
    diag = lbh_diag_new();
    pipeline = NULL;
}

static void teardown(void)
{
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
}

/* Makes a pipeline of one foreign block "f"; `foreign` is what stands after the library. */
static void make(const char *inputs, const char *foreign)
{
    char text[4096];
    const char *folder = getenv("LOOPBLOCKS_BUILDDIR");
    snprintf(text, sizeof text,
             "{\"loopblocks\": 1, \"inputs\": {%s}, \"blocks\": {\n\"f\": {\"foreign\": {\"library\": "
             "\"%s/tests/foreign/.libs/functions.so\", %s}}}}",
             inputs, folder, foreign);
    pipeline = lbh_pipeline_parse(host, "test.json", text, diag);
    ck_assert_msg(pipeline, "%s", lbh_diag_text(diag));
}

static void run(const char *inputs, const char *foreign)
{
    make(inputs, foreign);
    ck_assert_msg(lbh_pipeline_run(pipeline, diag) == LBH_OK, "%s", lbh_diag_text(diag));
}

static double number(const char *name)
{
    double value = 0;
    ck_assert_msg(lbh_pipeline_get_f64(pipeline, name, &value, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    return value;
}

/* Expects the check to find one error, on the second line, where `path` says. */
static void expect_refusal(const char *inputs, const char *foreign, const char *path, const char *part)
{
    make(inputs, foreign);
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    const struct lbh_error *error = error_at(diag, 0);
    assert_contains(error->text, part);
    ck_assert_int_eq(error->line, 2);
    ck_assert_str_eq(error->path, path);
    ck_assert_msg(lbh_diag_count(diag) == 1, "%s", lbh_diag_text(diag));
}

static void expect_failure(const char *inputs, const char *foreign, const char *part)
{
    make(inputs, foreign);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_BLOCK);
    assert_contains(error_at(diag, 0)->text, "block \"f\"");
    assert_contains(error_at(diag, 0)->text, part);
    ck_assert_uint_eq(lbh_diag_count(diag), 1);
}

START_TEST(constants_of_every_type_are_passed)
{
    run("",
        "\"function\": \"take_every_type\", \"arguments\": [{\"i8\": -1}, {\"i16\": -20}, {\"i32\": -300}, {\"i64\": -4000}, "
        "{\"u8\": 5}, {\"u16\": 60}, {\"u32\": 700}, {\"u64\": 8000}, {\"f32\": 0.5}, {\"f64\": 0.25}, {\"bool\": true}], "
        "\"result\": {\"f64\": {\"slot\": \"sum\"}}");
    ck_assert_double_eq(number("sum"), -1 - 20 - 300 - 4000 + 5 + 60 + 700 + 8000 + 0.5 + 0.25 + 1);
}
END_TEST

START_TEST(slots_are_passed_by_value_and_converted_where_they_fit)
{
    run("\"a\": 3, \"b\": 4.5",
        "\"function\": \"take_every_type\", \"arguments\": [{\"i8\": {\"slot\": \"a\", \"type\": \"i64\"}}, "
        "{\"i16\": 0}, {\"i32\": 0}, {\"i64\": {\"slot\": \"a\"}}, {\"u8\": 0}, {\"u16\": 0}, {\"u32\": 0}, "
        "{\"u64\": 0}, {\"f32\": {\"slot\": \"b\", \"type\": \"f64\"}}, {\"f64\": {\"slot\": \"b\"}}, "
        "{\"bool\": false}], \"result\": {\"f64\": {\"slot\": \"sum\"}}");
    ck_assert_double_eq(number("sum"), 3 + 3 + 4.5 + 4.5);
}
END_TEST

START_TEST(data_count_and_dimension_of_a_tensor_are_passed)
{
    run("\"x\": [[1, 2, 3], [4, 5, 6]]", "\"function\": \"fill\", \"arguments\": [{\"pointer\": {\"data\": \"x\", \"type\": "
                                         "\"f32[H,W]\", \"access\": \"update\", "
                                         "\"elements\": 3}}, {\"i64\": {\"dimension\": [\"x\", 1]}}, {\"f32\": 9}]");
    const float *x = lbh_pipeline_slot(pipeline, "x", diag)->tensor.data;
    const float expected[] = {9, 9, 9, 4, 5, 6};
    for (int i = 0; i < 6; i++) ck_assert_float_eq(x[i], expected[i]);
}
END_TEST

START_TEST(written_data_gets_its_shape_from_its_type)
{
    run("\"n\": 3", "\"function\": \"fill\", \"arguments\": [{\"pointer\": {\"data\": \"y\", \"type\": \"f32[3]\", \"access\": "
                    "\"write\", \"elements\": \"n\"}}, {\"i64\": {\"count\": \"y\"}}, {\"f32\": 7}]");
    const float *y = lbh_pipeline_slot(pipeline, "y", diag)->tensor.data;
    for (int i = 0; i < 3; i++) ck_assert_float_eq(y[i], 7);
}
END_TEST

START_TEST(texts_are_passed_as_pointers)
{
    run("\"text\": \"loopblocks\"",
        "\"function\": \"text_length\", \"arguments\": [{\"pointer\": {\"data\": \"text\", \"type\": "
        "\"str\"}}], \"result\": {\"u64\": {\"slot\": \"length\"}}");
    ck_assert_double_eq(number("length"), 10);
}
END_TEST

START_TEST(loop_arguments_are_passed)
{
    char text[2048];
    int64_t last = -1;
    snprintf(text, sizeof text,
             "{\"loopblocks\": 1, \"inputs\": {\"num_steps\": 5}, \"blocks\": {\"loop\": {\"use\": \"loop-for\", \"blocks\": "
             "{\"f\": "
             "{\"foreign\": {\"library\": \"libc.so.6\", \"function\": \"llabs\", \"arguments\": [{\"i64\": {\"argument\": "
             "\"i\"}}], \"result\": {\"i64\": {\"slot\": \"last\"}}}}}}}}");
    pipeline = lbh_pipeline_parse(host, "test.json", text, diag);
    ck_assert_msg(pipeline && lbh_pipeline_run(pipeline, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_int_eq(lbh_pipeline_get_i64(pipeline, "last", &last, diag), LBH_OK);
    ck_assert_int_eq(last, 4);
}
END_TEST

START_TEST(small_results_keep_their_sign)
{
    run("", "\"function\": \"echo_i8\", \"arguments\": [{\"i8\": -7}], \"result\": {\"i8\": {\"slot\": \"out\"}}");
    ck_assert_double_eq(number("out"), -7);
}
END_TEST

START_TEST(a_status_that_is_not_zero_is_a_failure)
{
    expect_failure("", "\"function\": \"echo_i32\", \"arguments\": [{\"i32\": 3}], \"result\": {\"i32\": \"zero\"}",
                   "echo_i32 returned 3: expected=zero");
}
END_TEST

START_TEST(a_negative_status_is_a_failure_where_it_must_not_be_negative)
{
    expect_failure("", "\"function\": \"echo_i8\", \"arguments\": [{\"i8\": -3}], \"result\": {\"i8\": \"nonnegative\"}",
                   "echo_i8 returned -3: expected=zero or more");
}
END_TEST

START_TEST(a_null_result_is_a_failure_where_a_pointer_is_expected)
{
    expect_failure("",
                   "\"function\": \"find_text\", \"arguments\": [{\"pointer\": \"loop\"}, {\"pointer\": \"blocks\"}], "
                   "\"result\": {\"pointer\": \"nonnull\"}",
                   "find_text returned a null pointer");
}
END_TEST

START_TEST(a_found_pointer_passes)
{
    run("", "\"function\": \"find_text\", \"arguments\": [{\"pointer\": \"loop\"}, {\"pointer\": \"oo\"}], \"result\": "
            "{\"pointer\": "
            "\"nonnull\"}");
}
END_TEST

START_TEST(a_tensor_with_too_few_elements_is_a_failure)
{
    expect_failure("\"x\": [1, 2], \"n\": 3",
                   "\"function\": \"fill\", \"arguments\": [{\"pointer\": {\"data\": \"x\", \"type\": \"f32[N]\", \"access\": "
                   "\"update\", \"elements\": \"n\"}}, {\"i64\": {\"slot\": \"n\"}}, {\"f32\": 0}]",
                   "argument 0: expected=a tensor of at least 3 elements, found=2");
}
END_TEST

START_TEST(a_value_that_does_not_fit_its_c_type_is_a_failure)
{
    expect_failure("\"n\": 5000000000",
                   "\"function\": \"echo_i32\", \"arguments\": [{\"i32\": {\"slot\": \"n\", \"type\": \"i64\"}}]",
                   "argument 0: the value is 5000000000, which does not fit i32");
}
END_TEST

START_TEST(describe_names_the_function_and_its_library)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/manifests/power-iteration.json", root ? root : ".");
    char *text = lbh_host_describe(host, path, diag);
    if (!text && strstr(lbh_diag_text(diag), "libopenblas.so.0: cannot open shared object file")) return;
    assert_contains(text, "cblas_sgemv of libopenblas.so.0.");
    free(text);
}
END_TEST

START_TEST(a_missing_function_is_refused)
{
    expect_refusal("", "\"function\": \"missing\"", "blocks.f.foreign.function", "no such function");
}
END_TEST

START_TEST(data_is_no_function)
{
    expect_refusal("", "\"function\": \"no_function\"", "blocks.f.foreign.function", "no such function");
}
END_TEST

START_TEST(a_struct_argument_is_refused)
{
    expect_refusal("", "\"function\": \"echo_i32\", \"arguments\": [{\"struct div_t\": 0}]", "blocks.f.foreign.arguments[0]",
                   "structs cannot be passed by value");
}
END_TEST

START_TEST(an_unknown_c_type_is_refused)
{
    expect_refusal("", "\"function\": \"echo_i32\", \"arguments\": [{\"int\": 0}]", "blocks.f.foreign.arguments[0]",
                   "no such C type: \"int\"");
}
END_TEST

START_TEST(a_constant_out_of_range_is_refused)
{
    expect_refusal("", "\"function\": \"echo_i8\", \"arguments\": [{\"i8\": 128}]", "blocks.f.foreign.arguments[0]",
                   "expected=i8, found=128");
}
END_TEST

START_TEST(a_count_of_what_the_call_does_not_have_is_refused)
{
    expect_refusal("", "\"function\": \"echo_i32\", \"arguments\": [{\"i32\": {\"count\": \"x\"}}]",
                   "blocks.f.foreign.arguments[0]", "no such value in this call: \"x\"");
}
END_TEST

START_TEST(a_dimension_that_a_tensor_does_not_have_is_refused)
{
    expect_refusal("\"x\": [1]",
                   "\"function\": \"fill\", \"arguments\": [{\"pointer\": {\"data\": \"x\", \"type\": \"f32[N]\"}}, {\"i64\": "
                   "{\"dimension\": [\"x\", 1]}}, {\"f32\": 0}]",
                   "blocks.f.foreign.arguments[1]", "dimension from 0 to 0");
}
END_TEST

START_TEST(a_slot_of_another_type_is_refused)
{
    make("\"x\": [1, 2]", "\"function\": \"echo_i32\", \"arguments\": [{\"i32\": {\"slot\": \"x\"}}]");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    assert_contains(error_at(diag, 0)->text, "expected=i32");
    ck_assert_str_eq(error_at(diag, 0)->path, "inputs.x");
}
END_TEST

START_TEST(an_unknown_key_is_refused)
{
    expect_refusal("", "\"function\": \"echo_i32\", \"argument\": []", "blocks.f.foreign.argument", "unknown key \"argument\"");
}
END_TEST

START_TEST(a_missing_library_is_refused)
{
    pipeline = lbh_pipeline_parse(
        host, "test.json",
        "{\"loopblocks\": 1, \"blocks\": {\n\"f\": {\"foreign\": {\"library\": \"libmissing.so.9\", \"function\": \"f\"}}}}",
        diag);
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    assert_contains(error_at(diag, 0)->text, "libmissing.so.9");
    ck_assert_str_eq(error_at(diag, 0)->path, "blocks.f.foreign.library");
    ck_assert_int_eq(error_at(diag, 0)->line, 2);
}
END_TEST

/* The manifest that shows it: without a line of C, OpenBLAS and libm find an eigenvalue of a matrix. */
START_TEST(openblas_and_libm_find_the_largest_eigenvalue)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/manifests/power-iteration.json", root ? root : ".");
    pipeline = lbh_pipeline_open(host, path, diag);
    ck_assert_msg(pipeline, "%s", lbh_diag_text(diag));
    const enum lbh_status status = lbh_pipeline_run(pipeline, diag);
    if (status != LBH_OK && strstr(lbh_diag_text(diag), "libopenblas.so.0: cannot open shared object file")) return;
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    /* Of [[4,1,0],[1,3,1],[0,1,2]]: 3 + sqrt(3), and its vector. */
    const float *x = lbh_pipeline_slot(pipeline, "x", diag)->tensor.data;
    const double expected[] = {0.7886751346, 0.5773502692, 0.2113248654};
    ck_assert_double_eq_tol(number("eigenvalue"), 4.7320508076, 1e-6);
    for (int i = 0; i < 3; i++) ck_assert_double_eq_tol((double)x[i], expected[i], 1e-6);
}
END_TEST

SUITE("foreign")
{
    PROMISE_WITH(suite, "arguments and results", setup, teardown, constants_of_every_type_are_passed,
                 slots_are_passed_by_value_and_converted_where_they_fit, data_count_and_dimension_of_a_tensor_are_passed,
                 written_data_gets_its_shape_from_its_type, texts_are_passed_as_pointers, loop_arguments_are_passed,
                 small_results_keep_their_sign, a_found_pointer_passes, openblas_and_libm_find_the_largest_eigenvalue,
                 describe_names_the_function_and_its_library);
    PROMISE_WITH(suite, "what fails in the call", setup, teardown, a_status_that_is_not_zero_is_a_failure,
                 a_negative_status_is_a_failure_where_it_must_not_be_negative,
                 a_null_result_is_a_failure_where_a_pointer_is_expected, a_tensor_with_too_few_elements_is_a_failure,
                 a_value_that_does_not_fit_its_c_type_is_a_failure);
    PROMISE_WITH(suite, "what is refused before", setup, teardown, a_missing_function_is_refused, data_is_no_function,
                 a_struct_argument_is_refused, an_unknown_c_type_is_refused, a_constant_out_of_range_is_refused,
                 a_count_of_what_the_call_does_not_have_is_refused, a_dimension_that_a_tensor_does_not_have_is_refused,
                 a_slot_of_another_type_is_refused, an_unknown_key_is_refused, a_missing_library_is_refused);
}
