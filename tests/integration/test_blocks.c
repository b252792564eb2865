/* SPDX-License-Identifier: MIT */
/* Tests of what blocks are given and may say: inputs that are absent, any type, texts, groups, configs, defaults, components. */
#include "fixture.h"

/* --- inputs --- */

START_TEST(absent_inputs_are_not_set_and_read_as_nothing)
{
    parse_and_run("'blocks': {'a': {'use': 'optional-inputs'}}");
    ck_assert_int_eq(whole("set_mask"), 0);
    set("second", "0");
    run();
    ck_assert_int_eq(whole("set_mask"), 2);
    set("first", "1");
    set("words", "");
    set("list", "[]");
    run();
    ck_assert_int_eq(whole("set_mask"), 15);
}
END_TEST

START_TEST(any_type_is_taken)
{
    static const struct {
        const char *json;
        uint32_t type;
        int64_t rank, count;
    } cases[] = {
        {"3", LB_TYPE_I64, 0, 1},     {"3.5", LB_TYPE_F64, 0, 1},       {"true", LB_TYPE_BOOL, 0, 1},
        {"'abc'", LB_TYPE_STR, 1, 3}, {"[1, 2, 3]", LB_TYPE_I64, 1, 3}, {"[[1.5, 2]]", LB_TYPE_F64, 2, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char members[200];
        snprintf(members, sizeof members, "'inputs': {'value': %s}, 'blocks': {'a': {'use': 'tell-type'}}", cases[i].json);
        parse_and_run(members);
        ck_assert_int_eq(whole("type_code"), cases[i].type);
        ck_assert_int_eq(whole("rank"), cases[i].rank);
        ck_assert_int_eq(whole("element_count"), cases[i].count);
    }
}
END_TEST

START_TEST(any_type_is_that_of_other_blocks)
{
    parse_and_run("'blocks': {'make': {'use': 'make-three'}, 'a': {'use': 'tell-type', 'map': {'value': 'three'}}}");
    ck_assert_int_eq(whole("type_code"), LB_TYPE_F32);
    ck_assert_int_eq(whole("rank"), 1);
    ck_assert_int_eq(whole("element_count"), 3);
}
END_TEST

START_TEST(any_type_stays_what_it_was)
{
    parse_and_run("'inputs': {'value': 1}, 'blocks': {'a': {'use': 'tell-type'}}");
    set("value", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"value\"");
    lbh_diag_clear(diag);
    set("value", "word");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"value\"");
    lbh_diag_clear(diag);
    set("value", "5");
    run();
    ck_assert_int_eq(whole("value"), 5);
}
END_TEST

START_TEST(an_absent_value_of_any_type_has_none)
{
    parse_and_run("'blocks': {'a': {'use': 'tell-type'}}");
    ck_assert_int_eq(whole("type_code"), LB_TYPE_NONE);
    set("value", "5");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"value\": it had neither a value nor a type",
              .mend = "set it before lbh_pipeline_check");
}
END_TEST

START_TEST(a_value_that_nobody_typed_is_refused)
{
    parse("'blocks': {'make': {'use': 'make-any'}, 'a': {'use': 'tell-type', 'map': {'value': 'made'}}}");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "untyped value: \"made\" is declared as \"any\" by all blocks", .line = 2,
              .column = 12, .path = "blocks.make", .mend = "use a block that declares its type");
}
END_TEST

START_TEST(a_text_is_copied_with_its_length)
{
    char long_text[256];
    memset(long_text, 'y', 255);
    long_text[255] = 0;
    parse_and_run("'inputs': {'text': 'h\xc3\xa4 \\u00e9'}, 'blocks': {'a': {'use': 'echo'}}");
    ck_assert_str_eq(text_of("echoed"), "h\xc3\xa4 \xc3\xa9");
    ck_assert_int_eq(slot_of("echoed")->tensor.shape[0], 6);
    set("text", "");
    run();
    ck_assert_str_eq(text_of("echoed"), "");
    set("text", long_text);
    run();
    ck_assert_str_eq(text_of("echoed"), long_text);
}
END_TEST

START_TEST(a_text_beyond_its_capacity_is_refused)
{
    char long_text[257];
    memset(long_text, 'y', 256);
    long_text[256] = 0;
    parse("'blocks': {'a': {'use': 'echo'}}");
    set("text", long_text);
    RUN_FAILS(.status = LBH_ERR_BLOCK, .line = 2, .column = 12, .path = "blocks.a",
              .text = "block \"a\" (echo): lb_set_text: value=\"echoed\", 256 bytes are beyond its capacity of 255");
}
END_TEST

/* --- groups --- */

START_TEST(a_group_is_collected_in_order)
{
    parse_and_run("'blocks': {'first': {'use': 'offer-scores'},"
                  "'collect': {'use': 'collect-scores'},"
                  "'second': {'use': 'offer-scores', 'map': {'score_a': 'late_a', 'score_b': 'late_b', 'draws': 'd'}}}");
    ck_assert_str_eq(text_of("members"), "extra_score unset score_a=1 score_b=2 late_a unset late_b unset ");
    set("extra_score", "7");
    run();
    ck_assert_str_eq(text_of("members"), "extra_score=7 score_a=1 score_b=2 late_a unset late_b unset ");
}
END_TEST

START_TEST(an_empty_group_is_empty)
{
    parse_and_run("'blocks': {'collect': {'use': 'collect-scores'}}");
    ck_assert_str_eq(text_of("members"), "");
}
END_TEST

/* --- names --- */

START_TEST(two_instances_need_not_alias)
{
    parse_and_run("'inputs': {'x': 1, 'y': 10}, 'blocks': {"
                  "'a': {'use': 'increase', 'config': {'by': 5}}, 'b': {'use': 'increase', 'map': {'x': 'y'}}}");
    ck_assert_int_eq(whole("x"), 6);
    ck_assert_int_eq(whole("y"), 11);
}
END_TEST

START_TEST(inputs_and_outputs_are_renamed_alone)
{
    parse_and_run("'inputs': {'a_text': 'hello'}, 'blocks': {"
                  "'a': {'use': 'echo', 'map': {'text': 'a_text', 'echoed': 'half'}},"
                  "'b': {'use': 'echo', 'map': {'text': 'half'}}}");
    ck_assert_str_eq(text_of("echoed"), "hello");
}
END_TEST

START_TEST(two_outputs_may_not_be_renamed_to_one)
{
    parse("'inputs': {'values': [1]}, 'blocks': {\n'e': {'use': 'sum-values', 'map': {'length': 'a', 'prepares': 'a'}}}");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    const struct lbh_error *error = error_at(diag, 0);
    assert_contains(error->text, "two values under one name");
    ck_assert_int_eq(error->line, 3);
    ck_assert_str_eq(error->path, "blocks.e.map");
}
END_TEST

START_TEST(components_are_renamed)
{
    parse_and_run("'components': {'ones': {'use': 'counter'}, 'tens': {'use': 'counter', 'config': {'step': 10}}},"
                  "'blocks': {'a': {'use': 'with-counter', 'map': {'counter': 'ones', 'counted': 'p'}},"
                  "'b': {'use': 'with-counter', 'map': {'counter': 'tens', 'counted': 'q'}},"
                  "'c': {'use': 'if-counter', 'map': {'counter': 'tens', 'counted': 'r'}}}");
    ck_assert_int_eq(whole("p"), 1);
    ck_assert_int_eq(whole("q"), 10);
    ck_assert_int_eq(whole("r"), 20);
}
END_TEST

START_TEST(an_optional_component_may_be_absent)
{
    parse_and_run("'blocks': {'c': {'use': 'if-counter'}}");
    ck_assert_int_eq(whole("counted"), -1);
}
END_TEST

START_TEST(a_component_s_state_persists)
{
    parse_and_run("'inputs': {'num_steps': 3}, 'components': {'counter': {'use': 'counter'}},"
                  "'blocks': {'l': {'use': 'loop-for', 'blocks': {'c': {'use': 'with-counter'}}}}");
    ck_assert_int_eq(whole("counted"), 3);
    run();
    ck_assert_int_eq(whole("counted"), 6);
}
END_TEST

START_TEST(a_component_s_failure_names_the_component)
{
    parse("'components': {\n'counter': {'use': 'counter', 'config': {'step': 0}}},\n'blocks': {'c': {'use': 'with-counter'}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "component \"counter\" (counter): a step of 0 counts nothing", .line = 3,
              .column = 1, .path = "components.counter");
}
END_TEST

/* --- configs --- */

START_TEST(configs_reach_the_block)
{
    parse_and_run("'inputs': {'x': 0}, 'blocks': {'a': {'use': 'increase', 'config': {'by': -7}}}");
    ck_assert_int_eq(whole("x"), -7);
}
END_TEST

START_TEST(settings_win_over_the_manifest)
{
    parse("'inputs': {'x': 0}, 'components': {'counter': {'use': 'counter'}}, 'blocks': {'s': {'blocks': {"
          "'a': {'use': 'increase', 'config': {'by': -7}}, 'b': {'use': 'with-counter'}}}}");
    set("s.a.by", "3");
    set("s.a.by", "4");
    set("counter.step", "9");
    run();
    ck_assert_int_eq(whole("x"), 4);
    ck_assert_int_eq(whole("counted"), 9);
}
END_TEST

START_TEST(ignored_configs_take_anything)
{
    parse_and_run("'inputs': {'x': 0}, 'blocks': {'a': {'use': 'increase', 'config': {'note': ['not', {'a': 'number'}]}}}");
    ck_assert_int_eq(whole("x"), 1);
}
END_TEST

START_TEST(null_is_not_set_where_it_may_be)
{
    parse_and_run("'inputs': {'x': 0}, 'blocks': {'a': {'use': 'increase', 'config': {'maybe': null}}}");
    ck_assert_int_eq(whole("x"), 100);
}
END_TEST

/* --- defaults --- */

START_TEST(a_default_is_used_where_nothing_is_given)
{
    parse_and_run("'blocks': {'five': {'use': 'level-five'}}");
    ck_assert_int_eq(whole("seen_five"), 5);
    set("level", "7");
    run();
    ck_assert_int_eq(whole("seen_five"), 7);
}
END_TEST

START_TEST(a_given_value_settles_which_default)
{
    parse_and_run("'inputs': {'level': 6}, 'blocks': {'five': {'use': 'level-five'}, 'six': {'use': 'level-six'}}");
    ck_assert_int_eq(whole("seen_five"), 6);
    ck_assert_int_eq(whole("seen_six"), 6);
}
END_TEST

START_TEST(renamed_inputs_keep_their_own_defaults)
{
    parse_and_run("'blocks': {'five': {'use': 'level-five', 'map': {'level': 'other'}}, 'six': {'use': 'level-six'}}");
    ck_assert_int_eq(whole("seen_five"), 5);
    ck_assert_int_eq(whole("seen_six"), 6);
}
END_TEST

SUITE("blocks")
{
    PROMISE_WITH(suite, "inputs arrive", fixture_setup, fixture_teardown, absent_inputs_are_not_set_and_read_as_nothing,
                 any_type_is_taken, any_type_is_that_of_other_blocks, any_type_stays_what_it_was,
                 an_absent_value_of_any_type_has_none, a_value_that_nobody_typed_is_refused, a_text_is_copied_with_its_length,
                 a_text_beyond_its_capacity_is_refused);
    PROMISE_WITH(suite, "groups are collected", fixture_setup, fixture_teardown, a_group_is_collected_in_order,
                 an_empty_group_is_empty);
    PROMISE_WITH(suite, "names are the manifest's", fixture_setup, fixture_teardown, two_instances_need_not_alias,
                 inputs_and_outputs_are_renamed_alone, two_outputs_may_not_be_renamed_to_one, components_are_renamed);
    PROMISE_WITH(suite, "components are shared", fixture_setup, fixture_teardown, an_optional_component_may_be_absent,
                 a_component_s_state_persists, a_component_s_failure_names_the_component);
    PROMISE_WITH(suite, "configs reach their owner", fixture_setup, fixture_teardown, configs_reach_the_block,
                 settings_win_over_the_manifest, ignored_configs_take_anything, null_is_not_set_where_it_may_be);
    PROMISE_WITH(suite, "defaults stand in", fixture_setup, fixture_teardown, a_default_is_used_where_nothing_is_given,
                 a_given_value_settles_which_default, renamed_inputs_keep_their_own_defaults);
}
