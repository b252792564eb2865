/* SPDX-License-Identifier: MIT */
/* Tests of what a plan refuses: each manifest in tests/manifests has the one fault that it is named after. */
#include "fixture.h"

static void open_manifest(const char *name)
{
    char path[BUILT_PATH_SIZE];
    const int length = snprintf(path, sizeof path, "%s/tests/manifests/%s.json", getenv("LOOPBLOCKS_SRCDIR"), name);
    ck_assert(length > 0 && (size_t)length < sizeof path);
    pipeline = lbh_pipeline_open(host, path, diag);
    ck_assert_msg(pipeline != NULL, "%s", lbh_diag_text(diag));
}

/* Checks a manifest, which must have this fault and no other. The file of the place is the manifest. */
static void refuse(const char *name, struct expected_error expected)
{
    char file[128];
    snprintf(file, sizeof file, "tests/manifests/%s.json", name);
    expected.status = LBH_ERR_INVALID;
    expected.file = file;
    open_manifest(name);
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    assert_one_error(diag, &expected);
}

/* A test of one manifest: its name; then what is said, where, and how to mend it. */
#define REFUSED(test, name, ...)                                                                                               \
    START_TEST(test)                                                                                                           \
    {                                                                                                                          \
        refuse(name, (struct expected_error){__VA_ARGS__});                                                                    \
    }                                                                                                                          \
    END_TEST

START_TEST(a_good_manifest_passes)
{
    open_manifest("good");
    ck_assert_msg(lbh_pipeline_check(pipeline, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    run();
    ck_assert_int_eq(whole("x"), 2);
    ck_assert_str_eq(text_of("echoed"), "hello");
    set("first", "1");
    run();
    ck_assert_int_eq(whole("counted"), 6);
}
END_TEST

/* --- plugins --- */

REFUSED(an_unknown_block_brings_the_nearest, "unknown-block",
        .text = "unknown plugin: use=\"incraese\", there is no incraese.so in", .mend = "did you mean \"increase\"?", .line = 7,
        .column = 11, .path = "blocks.a.use")
REFUSED(a_missing_library_is_named, "missing-library", .text = "./none.so\", No such file or directory",
        .mend = "name a shared object that is there", .line = 4, .column = 11, .path = "blocks.a.use")
REFUSED(a_component_is_no_block, "component-as-block",
        .text = "wrong kind of plugin: use=\"counter\", expected=a block, found=a component",
        .mend = "name it in \"components\"", .line = 4, .column = 11, .path = "blocks.a.use")
REFUSED(a_block_is_no_component, "block-as-component",
        .text = "wrong kind of plugin: use=\"increase\", expected=a component, found=a block",
        .mend = "name it among \"blocks\"", .line = 4, .column = 17, .path = "components.counter.use")
REFUSED(a_loop_wrapper_is_no_block, "loop-as-block",
        .text = "wrong kind of plugin: use=\"loop-for\", expected=a block, found=a loop wrapper",
        .mend = "give it the \"blocks\" that it shall repeat", .line = 7, .column = 11, .path = "blocks.a.use")
REFUSED(a_block_is_no_loop_wrapper, "block-as-loop",
        .text = "wrong kind of plugin: use=\"increase\", expected=a loop wrapper, found=a block", .line = 7, .column = 11,
        .path = "blocks.a.use")
REFUSED(a_missing_extension_is_named, "missing-extension",
        .text = "missing extension: \"needs-extension\" needs \"lb.nonesuch/1\"", .mend = "install a newer loopblocks",
        .line = 4, .column = 11, .path = "blocks.a.use")
REFUSED(one_instance_is_one, "used-twice", .text = "used twice: it allows one instance, and \"a\" is one", .line = 5,
        .column = 11, .path = "blocks.b.use")

/* --- the flow of data --- */

REFUSED(an_input_that_nobody_gives_is_missed, "missing-input",
        .text = "block \"a\" (increase): missing input: \"x\" is required, and nobody gives it", .mend = "pass --set x=...",
        .line = 4, .column = 5, .path = "blocks.a")
REFUSED(a_producer_that_runs_later_is_too_late, "late-producer",
        .text = "block \"a\" (increase): producer comes too late: \"calls\" is made by \"b\", which runs after this block",
        .mend = "move \"b\" before \"a\"", .line = 4, .column = 5, .path = "blocks.a")
REFUSED(a_loop_carried_value_needs_a_first_one, "late-producer-in-loop",
        .text = "missing first value: \"calls\" is made by \"l.b\", later in the same loop",
        .mend = "give its first value in \"inputs\", or move \"l.b\" before \"l.a\"", .line = 8, .column = 7,
        .path = "blocks.l.blocks.a")
REFUSED(an_output_is_not_overwritten_unread, "overwritten-output",
        .text = "block \"b\" (count-calls): output made twice: \"calls\" is made by \"a\"",
        .mend = "give one of them another name", .line = 5, .column = 5, .path = "blocks.b")
REFUSED(an_unknown_input_is_named, "unknown-input", .text = "input \"y\": unknown input: no block reads \"y\"",
        .mend = "`loopblocks describe MANIFEST` lists the inputs", .line = 5, .column = 5, .path = "inputs.y")
REFUSED(a_misspelt_input_brings_the_nearest, "misspelt-input", .text = "unknown input: no block reads \"num_step\"",
        .mend = "did you mean \"num_steps\"?", .line = 5, .column = 5, .path = "inputs.num_step")
REFUSED(what_is_computed_is_no_input, "computed-input", .text = "not an input: \"calls\" is computed", .line = 4, .column = 5,
        .path = "inputs.calls")
REFUSED(an_unknown_output_brings_the_nearest, "unknown-output", .text = "unknown output: no block makes \"cals\"",
        .mend = "did you mean \"calls\"?", .line = 6, .column = 24, .path = "outputs[1]")
REFUSED(an_unknown_trigger_brings_the_nearest, "unknown-trigger", .text = "unknown trigger: no block knows \"levle\"",
        .mend = "did you mean \"level\"?", .line = 6, .column = 13, .path = "blocks.s.select.b.when")
REFUSED(an_unknown_parameter_in_map_brings_the_nearest, "unknown-rename",
        .text = "\"map\" renames \"txt\", which it does not have", .mend = "did you mean \"text\"?", .line = 7, .column = 34,
        .path = "blocks.a.map.txt")

/* --- types and shapes --- */

REFUSED(two_types_under_one_name_clash, "type-clash",
        .text = "block \"b\" (scale-values): type clash: input=\"factor\", expected=f64, found=i64 as block \"a\" declares it",
        .mend = "\"map\": {\"factor\": \"...\"}", .line = 8, .column = 5, .path = "blocks.b")
REFUSED(two_ranks_under_one_name_clash, "rank-clash",
        .text = "type clash: input=\"three\", expected=f32[A,B], found=f32[3] as block \"a\" declares it", .line = 5,
        .column = 5, .path = "blocks.b")
REFUSED(two_extents_under_one_name_clash, "dimension-clash",
        .text = "shape clash: input=\"three\", dimension=0, expected=4 as \"b\" has it, found=3 as \"a\" has it",
        .mend = "put a block between them that changes the shape", .line = 5, .column = 5, .path = "blocks.b")
REFUSED(dimension_names_carry_extents_to_other_blocks, "dimension-clash-by-name",
        .text = "block \"c\" (need-four): shape clash: input=\"four\", dimension=0, expected=4 as \"c\" has it, found=3 as "
                "\"a\" has it",
        .line = 6, .column = 5, .path = "blocks.c")
REFUSED(a_value_of_another_extent_is_refused, "value-of-another-extent",
        .text = "input \"four\": expected=f32[4], found=f32[3]", .line = 4, .column = 5, .path = "inputs.four")
REFUSED(values_of_different_extents_clash, "values-of-different-extents",
        .text = "input \"right\": shape clash: expected=f32[N] with dimension 0 of 2 as \"left\" has it, found=f32[1]",
        .line = 5, .column = 5, .path = "inputs.right")
REFUSED(a_value_of_another_type_is_refused, "value-of-another-type", .text = "input \"x\": expected=i64, found=1.5", .line = 4,
        .column = 5, .path = "inputs.x")
REFUSED(a_value_of_another_rank_is_refused, "value-of-another-rank",
        .text = "input \"values\": expected=f32[N], found=[[1],[2]]", .line = 4, .column = 5, .path = "inputs.values")
REFUSED(a_value_out_of_range_is_refused, "value-out-of-range", .text = "input \"factor\": expected=0 to 100, found=101",
        .line = 5, .column = 5, .path = "inputs.factor")
REFUSED(a_value_not_among_the_choices_is_refused, "value-not-among-choices",
        .text = "input \"level\": expected=one of [5, 6, 7], found=8", .line = 4, .column = 5, .path = "inputs.level")
REFUSED(a_value_that_nobody_typed_is_refused, "untyped-value", .text = "untyped value: \"made\" is declared as \"any\"",
        .mend = "give it a value in \"inputs\"", .line = 4, .column = 5, .path = "blocks.a")

START_TEST(a_missing_tensor_file_is_named)
{
    open_manifest("missing-tensor-file");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_IO);
    ck_assert_uint_eq(lbh_diag_count(diag), 1);
    assert_contains(error_at(diag, 0)->file, "tests/manifests/none.safetensors");
    assert_contains(error_at(diag, 0)->text, "input \"values\": cannot read the file: No such file or directory");
}
END_TEST

/* --- loop arguments and components --- */

REFUSED(an_argument_needs_a_loop, "argument-without-loop",
        .text = "missing loop argument: argument=\"i\", expected=i64, found=no loop around this block",
        .mend = "put the block into a loop whose wrapper passes \"i\"", .line = 4, .column = 5, .path = "blocks.a")
REFUSED(an_argument_must_be_passed, "argument-nobody-passes",
        .text = "block \"l.a\" (append-i): missing loop argument: argument=\"i\", expected=i64, found=row: i64", .line = 8,
        .column = 7, .path = "blocks.l.blocks.a")
REFUSED(an_argument_must_have_its_type, "argument-of-another-type",
        .text = "loop argument of another type: argument=\"i\", expected=i64, found=i32 as \"l\" passes it",
        .mend = "declare it as {\"i\", \"i32\"} in call_args", .line = 5, .column = 7, .path = "blocks.l.blocks.a")
REFUSED(a_missing_component_is_named, "missing-component",
        .text = "missing component: component=\"counter\", expected=test.counter/1, found=none",
        .mend = "add it to \"components\": \"counter\": {\"use\": ...}", .line = 4, .column = 5, .path = "blocks.a")
REFUSED(a_misspelt_component_brings_the_nearest, "misspelt-component", .text = "missing component: component=\"counter\"",
        .mend = "did you mean \"countr\"? Or rename it with \"map\"", .line = 7, .column = 5, .path = "blocks.a")
REFUSED(a_component_needs_the_interface, "wrong-interface",
        .text = "wrong component: component=\"counter\", expected=test.counter/1, found=lb.random/1",
        .mend = "use a component that provides test.counter/1", .line = 7, .column = 5, .path = "blocks.a")
REFUSED(an_optional_component_needs_the_interface_too, "wrong-interface-of-optional",
        .text = "wrong component: component=\"counter\", expected=test.counter/1, found=lb.random/1", .line = 7, .column = 5,
        .path = "blocks.a")

/* --- configs and defaults --- */

REFUSED(an_unknown_config_brings_the_nearest, "unknown-config",
        .text = "block \"a\" (increase): cannot set a.bi: there is no such config", .mend = "did you mean \"by\"?", .line = 7,
        .column = 41, .path = "blocks.a.config.bi")
REFUSED(an_unknown_config_of_a_component_brings_the_nearest, "unknown-config-of-component",
        .text = "component \"counter\" (counter): cannot set counter.stepp: there is no such config",
        .mend = "did you mean \"step\"?", .line = 4, .column = 46, .path = "components.counter.config.stepp")
REFUSED(a_config_of_another_type_is_refused, "config-of-another-type", .text = "cannot set a.by: expected=i64, found=\"two\"",
        .line = 7, .column = 41, .path = "blocks.a.config.by")
REFUSED(a_config_out_of_range_is_refused, "config-out-of-range", .text = "cannot set a.by: expected=-1000 to 1000, found=1001",
        .line = 7, .column = 41, .path = "blocks.a.config.by")
REFUSED(a_config_not_among_the_choices_is_refused, "config-not-among-choices",
        .text = "cannot set a.from: expected=one of [\"create\", \"prepare\", \"call\"], found=\"cal\"",
        .mend = "did you mean \"call\"?", .line = 4, .column = 52, .path = "blocks.a.config.from")
REFUSED(null_is_no_value, "null-config", .text = "cannot set a.by: expected=i64, found=null", .line = 7, .column = 41,
        .path = "blocks.a.config.by")
REFUSED(a_required_config_is_missed, "missing-config", .text = "cannot set a.tag: expected=str, found=none: it must be given",
        .mend = "write \"config\": {\"tag\": ...}, or pass --set a.tag=...", .line = 4, .column = 5,
        .path = "blocks.a.config.tag")
REFUSED(two_defaults_of_one_name_clash, "different-defaults",
        .text = "block \"b\" (level-six): clashing defaults: input=\"level\", \"a\" has 5, \"b\" has 6",
        .mend = "say which in \"inputs\": \"level\": ...", .line = 5, .column = 5, .path = "blocks.b")

/* --- several --- */

START_TEST(all_errors_are_told_at_once)
{
    static const struct expected_error expected[] = {
        {LBH_ERR_INVALID, "unknown plugin: use=\"incraese\"", 7, 11, "blocks.a.use", "several-errors.json", "did you mean"},
        {LBH_ERR_INVALID, "cannot set b.bi: there is no such", 8, 53, "blocks.b.config.bi", "several-errors.json",
         "did you mean"},
        {LBH_ERR_INVALID, "expected=-1000 to 1000, found=5000", 8, 41, "blocks.b.config.by", "several-errors.json", NULL},
        {LBH_ERR_INVALID, "\"map\" renames \"z\"", 8, 71, "blocks.b.map.z", "several-errors.json", NULL},
        {LBH_ERR_INVALID, "input \"x\": expected=i64", 4, 5, "inputs.x", "several-errors.json", NULL},
        {LBH_ERR_INVALID, "missing component", 9, 5, "blocks.c", "several-errors.json", "add it"},
        {LBH_ERR_INVALID, "missing loop argument", 10, 5, "blocks.d", "several-errors.json", "put the block into a loop"},
    };
    const size_t count = sizeof expected / sizeof expected[0];
    open_manifest("several-errors");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    ck_assert_msg(lbh_diag_count(diag) == count, "%s", lbh_diag_text(diag));
    for (size_t i = 0; i < count; i++) assert_error_at(diag, i, &expected[i]);
}
END_TEST

SUITE("bad manifest")
{
    PROMISE_WITH(suite, "a good one passes", fixture_setup, fixture_teardown, a_good_manifest_passes);
    PROMISE_WITH(suite, "plugins are what their place wants", fixture_setup, fixture_teardown,
                 an_unknown_block_brings_the_nearest, a_missing_library_is_named, a_component_is_no_block,
                 a_block_is_no_component, a_loop_wrapper_is_no_block, a_block_is_no_loop_wrapper, a_missing_extension_is_named,
                 one_instance_is_one);
    PROMISE_WITH(suite, "data flows", fixture_setup, fixture_teardown, an_input_that_nobody_gives_is_missed,
                 a_producer_that_runs_later_is_too_late, a_loop_carried_value_needs_a_first_one,
                 an_output_is_not_overwritten_unread, an_unknown_input_is_named, a_misspelt_input_brings_the_nearest,
                 what_is_computed_is_no_input, an_unknown_output_brings_the_nearest, an_unknown_trigger_brings_the_nearest,
                 an_unknown_parameter_in_map_brings_the_nearest);
    PROMISE_WITH(suite, "types and shapes agree", fixture_setup, fixture_teardown, two_types_under_one_name_clash,
                 two_ranks_under_one_name_clash, two_extents_under_one_name_clash,
                 dimension_names_carry_extents_to_other_blocks, a_value_of_another_extent_is_refused,
                 values_of_different_extents_clash, a_value_of_another_type_is_refused, a_value_of_another_rank_is_refused,
                 a_value_out_of_range_is_refused, a_value_not_among_the_choices_is_refused,
                 a_value_that_nobody_typed_is_refused, a_missing_tensor_file_is_named);
    PROMISE_WITH(suite, "arguments and components are there", fixture_setup, fixture_teardown, an_argument_needs_a_loop,
                 an_argument_must_be_passed, an_argument_must_have_its_type, a_missing_component_is_named,
                 a_misspelt_component_brings_the_nearest, a_component_needs_the_interface,
                 an_optional_component_needs_the_interface_too);
    PROMISE_WITH(suite, "configs are as declared", fixture_setup, fixture_teardown, an_unknown_config_brings_the_nearest,
                 an_unknown_config_of_a_component_brings_the_nearest, a_config_of_another_type_is_refused,
                 a_config_out_of_range_is_refused, a_config_not_among_the_choices_is_refused, null_is_no_value,
                 a_required_config_is_missed, two_defaults_of_one_name_clash);
    PROMISE_WITH(suite, "nothing is kept back", fixture_setup, fixture_teardown, all_errors_are_told_at_once);
}
