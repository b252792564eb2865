/* SPDX-License-Identifier: MIT */
/* Tests of what a caller may set wrongly: names, values, configs, files, outputs; each is the caller's error and says which. */
#include "fixture.h"
#include "unit/scratch.h"

#define INCREASE "'inputs': {'x': 1}, 'blocks': {'a': {'use': 'increase'}}"
#define SCALE "'inputs': {'values': [1]}, 'blocks': {'a': {'use': 'scale-values'}, 'l': {'use': 'level-five'}}"

static void setup(void)
{
    scratch_setup();
    fixture_setup();
}

static void teardown(void)
{
    fixture_teardown();
    scratch_teardown();
}

/* Sets one thing, and expects the run to refuse it with these words. A setting has no place in a file. */
static void refuse(const char *members, const char *name, const char *value, const char *text, const char *mend)
{
    parse(members);
    set(name, value);
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = text, .mend = mend);
}

#define REFUSED(test, ...)                                                                                                     \
    START_TEST(test)                                                                                                           \
    {                                                                                                                          \
        refuse(__VA_ARGS__);                                                                                                   \
    }                                                                                                                          \
    END_TEST

/* --- inputs --- */

REFUSED(an_unknown_name_brings_the_nearest, SCALE, "facto", "1", "setting \"facto\": unknown input: no block reads \"facto\"",
        "did you mean \"factor\"?")
REFUSED(a_name_far_from_all_is_told_how_to_look, SCALE, "zzzzzzz", "1", "setting \"zzzzzzz\": unknown input",
        "describe MANIFEST")
REFUSED(a_computed_value_cannot_be_set, SCALE, "scaled", "[1]", "setting \"scaled\": not an input: \"scaled\" is computed",
        NULL)
REFUSED(what_is_no_number_is_refused, INCREASE, "x", "many", "setting \"x\": expected=i64, found=\"many\"", NULL)
REFUSED(nothing_is_no_number, INCREASE, "x", "", "setting \"x\": expected=i64", NULL)
REFUSED(a_fraction_is_no_integer, INCREASE, "x", "1.5", "setting \"x\": expected=i64, found=1.5", NULL)
REFUSED(too_large_an_integer_is_refused, INCREASE, "x", "9223372036854775808", "setting \"x\": expected=i64", NULL)
REFUSED(null_is_no_value, INCREASE, "x", "null", "setting \"x\": expected=i64, found=null", NULL)
REFUSED(a_value_out_of_range_is_refused, SCALE, "factor", "-1", "setting \"factor\": expected=0 to 100, found=-1", NULL)
REFUSED(what_is_no_number_at_all_is_out_of_range, SCALE, "factor", "NaN", "setting \"factor\": expected=0 to 100, found=NaN",
        NULL)
REFUSED(a_value_not_among_the_choices_is_refused, SCALE, "level", "4", "setting \"level\": expected=one of [5, 6, 7], found=4",
        NULL)
REFUSED(a_ragged_tensor_is_refused, "'blocks': {'a': {'use': 'need-matrix'}}", "matrix", "[[1, 2], [3]]",
        "setting \"matrix\": element=[1], expected=an array of 2, found=an array of 1", NULL)
REFUSED(another_rank_is_refused, SCALE, "values", "[[1]]", "setting \"values\": expected=f32[N], found=[[1]]", NULL)
REFUSED(another_extent_is_refused, "'blocks': {'a': {'use': 'need-four'}}", "four", "[1, 2]",
        "setting \"four\": expected=f32[4], found=f32[2]", NULL)

START_TEST(a_value_that_two_blocks_refuse_is_told_once)
{
    parse("'inputs': {'level': 4}, 'blocks': {'a': {'use': 'level-five'}, 'b': {'use': 'level-six'}}");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "input \"level\": expected=one of [5, 6, 7], found=4", .line = 2, .column = 12,
              .path = "inputs.level");
}
END_TEST

START_TEST(a_new_value_out_of_range_is_refused_between_runs)
{
    parse(SCALE);
    run();
    set("factor", "1000");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"factor\": expected=0 to 100, found=1000");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"factor\": expected=0 to 100, found=1000");
    lbh_diag_clear(diag);
    set("factor", "10");
    run();
    assert_json("scaled", "[10.0]");
}
END_TEST

START_TEST(a_name_without_form_is_refused_at_once)
{
    static const char *const names[] = {"", ".", ".by", "a.", "a.b."};
    parse(INCREASE);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64];
        lbh_diag_clear(diag);
        snprintf(text, sizeof text, "setting \"%s\": this is no name", names[i]);
        ck_assert_int_eq(lbh_pipeline_set(pipeline, names[i], "1", diag), LBH_ERR_USAGE);
        assert_one_error(diag,
                         &(struct expected_error){.status = LBH_ERR_USAGE, .text = text, .mend = "PATH.KEY for a config"});
    }
    lbh_diag_clear(diag);
    run();
}
END_TEST

START_TEST(all_that_is_wrong_is_told_at_once)
{
    parse(SCALE);
    set("factor", "-1");
    set("level", "high");
    set("vlues", "[1]");
    set("a.zoom", "1");
    set("b.zoom", "1");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_USAGE);
    ck_assert_msg(lbh_diag_count(diag) == 5, "%s", lbh_diag_text(diag));
    for (size_t i = 0; i < 5; i++) ck_assert_int_eq(error_at(diag, i)->status, LBH_ERR_USAGE);
}
END_TEST

START_TEST(a_wrong_manifest_counts_more_than_a_wrong_call)
{
    parse("'blocks': {'a': {'use': 'increase', 'config': {'by': 'far'}}}");
    set("x", "high");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    ck_assert_uint_eq(lbh_diag_count(diag), 2);
}
END_TEST

/* --- configs --- */

REFUSED(an_unknown_owner_is_named, INCREASE, "b.by", "1", "setting \"b.by\": there is no block or component \"b\"",
        "`loopblocks describe MANIFEST` lists them")
REFUSED(an_unknown_key_brings_the_nearest, INCREASE, "a.bye", "1", "cannot set a.bye: there is no such config",
        "did you mean \"by\"?")
REFUSED(a_config_out_of_range_is_refused, INCREASE, "a.by", "1001", "cannot set a.by: expected=-1000 to 1000, found=1001", NULL)
REFUSED(a_config_of_another_type_is_refused, INCREASE, "a.by", "far", "cannot set a.by: expected=i64, found=\"far\"", NULL)
REFUSED(a_block_without_configs_says_so, "'blocks': {'a': {'use': 'count-calls'}}", "a.by", "1", "cannot set a.by",
        "a has no configs")

START_TEST(a_config_cannot_change_after_the_check)
{
    parse(INCREASE);
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_set(pipeline, "a.by", "2", diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE,
                                                    .text = "setting \"a.by\": a config cannot change once",
                                                    .mend = "set it before lbh_pipeline_check"});
}
END_TEST

/* --- files --- */

START_TEST(a_tensor_file_must_be_there)
{
    parse(SCALE);
    set("values", "@none.safetensors#values");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"values\": cannot read the file: No such file or directory",
              .file = "none.safetensors");
}
END_TEST

/* Writes a file with one tensor, x, of an i64. */
static void write_number(const char *file)
{
    parse("'inputs': {'x': 1}, 'blocks': {'a': {'use': 'increase'}}, 'outputs': ['x']");
    run();
    ck_assert_int_eq(lbh_pipeline_save(pipeline, file, diag), LBH_OK);
}

START_TEST(a_tensor_must_be_in_the_file)
{
    write_number("one.safetensors");
    parse(INCREASE);
    set("x", "@one.safetensors#y");
    RUN_FAILS(.status = LBH_ERR_USAGE,
              .text = "setting \"x\": no such tensor: file=\"one.safetensors\", name=\"y\", it holds 1",
              .mend = "write @FILE#NAME");
}
END_TEST

START_TEST(a_tensor_of_a_file_must_have_the_type)
{
    write_number("one.safetensors");
    parse(SCALE);
    set("values", "@one.safetensors#x");
    RUN_FAILS(.status = LBH_ERR_USAGE,
              .text = "setting \"values\": wrong type: expected=f32[N], found=i64 in \"one.safetensors\"");
}
END_TEST

/* --- outputs --- */

START_TEST(an_unknown_output_brings_the_nearest)
{
    parse(SCALE);
    ck_assert_int_eq(lbh_pipeline_add_output(pipeline, "scald", diag), LBH_OK);
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "unknown output: no block makes \"scald\"", .mend = "did you mean \"scaled\"?");
}
END_TEST

START_TEST(an_output_added_after_the_check_is_refused_at_once)
{
    parse(SCALE);
    run();
    ck_assert_int_eq(lbh_pipeline_add_output(pipeline, "scald", diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE,
                                                    .text = "unknown value: no block declares \"scald\"",
                                                    .mend = "did you mean \"scaled\"?"});
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_pipeline_add_output(pipeline, "scaled", diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_save(pipeline, "out.safetensors", diag), LBH_OK);
}
END_TEST

SUITE("bad input")
{
    PROMISE_WITH(suite, "inputs are checked", setup, teardown, an_unknown_name_brings_the_nearest,
                 a_name_far_from_all_is_told_how_to_look, a_computed_value_cannot_be_set, what_is_no_number_is_refused,
                 nothing_is_no_number, a_fraction_is_no_integer, too_large_an_integer_is_refused, null_is_no_value,
                 a_value_out_of_range_is_refused, what_is_no_number_at_all_is_out_of_range,
                 a_value_not_among_the_choices_is_refused, a_ragged_tensor_is_refused, another_rank_is_refused,
                 another_extent_is_refused, a_value_that_two_blocks_refuse_is_told_once,
                 a_new_value_out_of_range_is_refused_between_runs, a_name_without_form_is_refused_at_once);
    PROMISE_WITH(suite, "everything is told at once", setup, teardown, all_that_is_wrong_is_told_at_once,
                 a_wrong_manifest_counts_more_than_a_wrong_call);
    PROMISE_WITH(suite, "configs are checked", setup, teardown, an_unknown_owner_is_named, an_unknown_key_brings_the_nearest,
                 a_config_out_of_range_is_refused, a_config_of_another_type_is_refused, a_block_without_configs_says_so,
                 a_config_cannot_change_after_the_check);
    PROMISE_WITH(suite, "files are checked", setup, teardown, a_tensor_file_must_be_there, a_tensor_must_be_in_the_file,
                 a_tensor_of_a_file_must_have_the_type);
    PROMISE_WITH(suite, "outputs are checked", setup, teardown, an_unknown_output_brings_the_nearest,
                 an_output_added_after_the_check_is_refused_at_once);
}
