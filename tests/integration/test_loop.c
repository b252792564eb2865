/* SPDX-License-Identifier: MIT */
/* Tests of loops: in which order blocks are called, which arguments they get, and how loops end. */
#include "fixture.h"

#include "plugins/every-type.h"

/* A tag of the trace for each block. */
#define TAG(use, tag) "{'use': '" use "', 'config': {'tag': '" tag "'}}"

/* --- order --- */

START_TEST(blocks_are_called_in_order)
{
    parse_and_run("'inputs': {'num_steps': 2}, 'blocks': {'a': " TAG(
        "append", "a") ","
                       "'l': {'use': 'loop-for', 'blocks': {'b': " TAG("append-i", "b") ", 'c': " TAG(
                           "append-i", "c") "}},"
                                            "'d': " TAG("append", "d") "}");
    ck_assert_str_eq(text_of("trace"), "a b0 c0 b1 c1 d ");
}
END_TEST

START_TEST(sequences_unfold_in_place)
{
    parse_and_run("'inputs': {'num_steps': 2}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
                  "'a': " TAG("append-i", "a") ","
                                               "'s': {'blocks': {'b': " TAG("append-i", "b") ", 't': {'blocks': {'c': " TAG(
                                                   "append-i", "c") "}}}},"
                                                                    "'d': " TAG("append-i", "d") "}}}");
    ck_assert_str_eq(text_of("trace"), "a0 b0 c0 d0 a1 b1 c1 d1 ");
}
END_TEST

START_TEST(a_long_loop_calls_every_block)
{
    /* Walks of every length: those that are unrolled and what is left of them. */
    for (int count = 1; count <= 40; count++) {
        char members[40 * 40] = "'inputs': {'num_steps': 3, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {";
        for (int k = 0; k < count; k++) sprintf(members + strlen(members), "%s'b%d': {'use': 'increase'}", k ? "," : "", k);
        strcat(members, "}}}");
        parse_and_run(members);
        ck_assert_int_eq(whole("x"), 3 * count);
    }
}
END_TEST

START_TEST(loops_nest)
{
    parse_and_run("'inputs': {'num_steps': 2, 'rows': 2}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
                  "'a': " TAG("append", "a") ","
                                             "'i': {'use': 'loop-for', 'blocks': {'b': " TAG(
                                                 "append-i-row", "b") "}},"
                                                                      "'c': " TAG("append", "c") "}}}");
    ck_assert_str_eq(text_of("trace"), "a b0/0 b1/0 c a b0/1 b1/1 c ");
}
END_TEST

START_TEST(three_loops_nest)
{
    parse_and_run("'inputs': {'num_steps': 3, 'rows': 4, 'x': 0}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
                  "'m': {'use': 'loop-for', 'blocks': {'n': {'use': 'loop-for', 'blocks': {'b': {'use': 'increase'}}}}}}}}");
    ck_assert_int_eq(whole("x"), 36);
}
END_TEST

START_TEST(no_iteration_is_fine)
{
    parse_and_run(
        "'inputs': {'num_steps': 0, 'x': 5}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}}}}");
    ck_assert_int_eq(whole("x"), 5);
}
END_TEST

/* --- arguments --- */

START_TEST(arguments_come_by_name_and_not_by_place)
{
    /* The wrapper of the outer loop passes row, which the block takes second. */
    parse_and_run("'inputs': {'num_steps': 1, 'rows': 3}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {"
                  "'i': {'use': 'loop-rows', 'blocks': {'b': " TAG("append-i-row", "") "}}}}}");
    ck_assert_str_eq(text_of("trace"), "0/0 0/1 0/2 ");
}
END_TEST

START_TEST(neighbours_of_one_signature_get_each_its_own_argument)
{
    parse_and_run("'inputs': {'num_steps': 2, 'rows': 2}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
                  "'l': {'use': 'loop-for', 'blocks': {'a': " TAG("append-i", "i") ", 'b': " TAG("append-i", "i") ", 'c': " TAG(
                      "append-row", "r") ", 'd': " TAG("append-row", "r") "}}}}}");
    ck_assert_str_eq(text_of("trace"), "i0 i0 r0 r0 i1 i1 r0 r0 i0 i0 r1 r1 i1 i1 r1 r1 ");
}
END_TEST

START_TEST(the_innermost_loop_s_argument_wins)
{
    parse_and_run("'inputs': {'num_steps': 2, 'inner': 3}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {"
                  "'i': {'use': 'loop-for', 'map': {'num_steps': 'inner'}, 'blocks': {'b': " TAG(
                      "append-i", "b") "}},"
                                       "'a': " TAG("append-i", "a") "}}}");
    ck_assert_str_eq(text_of("trace"), "b0 b1 b2 a0 b0 b1 b2 a1 ");
}
END_TEST

START_TEST(every_type_is_passed)
{
    static const struct {
        const char *name, *low, *high;
    } values[] = {
        {"a_i8", "-128", "127"},
        {"a_i16", "-32768", "32767"},
        {"a_i32", "-2147483648", "2147483647"},
        {"a_i64", "-9223372036854775808", "9223372036854775807"},
        {"a_u8", "0", "255"},
        {"a_u16", "0", "65535"},
        {"a_u32", "0", "4294967295"},
        {"a_u64", "0", "18446744073709551615"},
        {"a_f32", "-1.5", "3.4028234663852886e+38"},
        {"a_f64", "-2.5", "1.7976931348623157e+308"},
        {"a_bool", "false", "true"},
        {"a_d1", "1.25", "-1.25"},
        {"a_d2", "2.25", "-2.25"},
        {"a_d3", "3.25", "-3.25"},
        {"a_d4", "4.25", "-4.25"},
        {"a_d5", "5.25", "-5.25"},
        {"a_d6", "6.25", "-6.25"},
        {"a_d7", "7.25", "-7.25"},
        {"a_d8", "8.25", "-8.25"},
    };
    parse("'blocks': {'l': {'use': 'loop-every-type', 'blocks': {'take': {'use': 'take-every-type'}}}}");
    for (int high = 0; high < 2; high++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
            set(values[i].name, high ? values[i].high : values[i].low);
        run();
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            char name[32];
            snprintf(name, sizeof name, "got_%s", values[i].name);
            const struct lb_slot *given = slot_of(values[i].name), *got = slot_of(name);
            ck_assert_uint_eq(given->type, got->type);
            ck_assert_mem_eq(given->tensor.data, got->tensor.data, got->tensor.dtype.bits / 8);
        }
    }
    ck_assert_int_eq(whole("got_a_i8"), 127);
    ck_assert_int_eq(whole("got_a_i64"), INT64_MAX);
    ck_assert_double_eq(real("got_a_u64"), 0x1p64);
    ck_assert_double_eq(real("got_a_f32"), (double)3.4028234663852886e+38f);
    ck_assert_int_eq(whole("got_a_bool"), 1);
    int64_t number;
    ck_assert_int_eq(lbh_pipeline_get_i64(pipeline, "got_a_u64", &number, diag), LBH_ERR_USAGE);
}
END_TEST

/* --- ends --- */

START_TEST(stop_ends_the_innermost_loop_in_good_order)
{
    parse_and_run("'inputs': {'num_steps': 5, 'rows': 2}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
                  "'i': {'use': 'loop-for', 'blocks': {'a': " TAG(
                      "append-i", "a") ","
                                       "'s': {'use': 'answer', 'config': {'status': 1, 'at': 1}}, 'b': " TAG(
                                           "append-i", "b") "}},"
                                                            "'c': " TAG("append", "c") "}}}");
    ck_assert_str_eq(text_of("trace"), "a0 b0 a1 c a0 c ");
}
END_TEST

START_TEST(stop_in_the_first_iteration_keeps_what_was_made)
{
    parse_and_run("'inputs': {'num_steps': 5}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
                  "'s': {'use': 'answer', 'config': {'status': 1}}}}, 'i': {'use': 'increase', 'map': {'x': 'answered'}}}");
    ck_assert_int_eq(whole("answered"), 2);
}
END_TEST

START_TEST(stop_outside_of_loops_is_a_failure)
{
    parse("'blocks': {'s': {'use': 'answer', 'config': {'status': 1}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"s\" (answer): call returned LB_STOP, but no loop is around it",
              .line = 2, .column = 12, .path = "blocks.s");
}
END_TEST

START_TEST(cancelled_ends_all_loops)
{
    parse("'inputs': {'num_steps': 5, 'rows': 2}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
          "'i': {'use': 'loop-for', 'blocks': {'a': " TAG(
              "append-i", "a") ","
                               "'s': {'use': 'answer', 'config': {'status': 2, 'at': 1}}}}}}, 'd': " TAG("append", "d") "}");
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_STOPPED);
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
    ck_assert_str_eq(text_of("trace"), "a0 a1 ");
}
END_TEST

START_TEST(a_failure_tells_its_reason)
{
    parse("'inputs': {'num_steps': 5, 'x': 0},\n'blocks': {'o': {'use': 'loop-for', 'blocks': {\n"
          "  's': {'use': 'answer', 'config': {'status': -3, 'at': 2, 'says': 'no such luck'}},\n'i': {'use': 'increase'}}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"o.s\" (answer): no such luck", .line = 4, .column = 3,
              .path = "blocks.o.blocks.s");
    ck_assert_int_eq(whole("x"), 2);
    ck_assert_int_eq(whole("answered"), 3);
}
END_TEST

START_TEST(a_failure_without_reason_is_told_all_the_same)
{
    static const struct {
        const char *from;
        enum lbh_status status;
    } cases[] = {{"create", LBH_ERR_INVALID}, {"prepare", LBH_ERR_BLOCK}, {"call", LBH_ERR_BLOCK}};
    for (size_t i = 0; i < 3; i++) {
        char members[300], text[100];
        snprintf(members, sizeof members,
                 "'inputs': {'num_steps': 5}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {\n"
                 "'s': {'use': 'answer', 'config': {'status': -5, 'from': '%s'}}}}}",
                 cases[i].from);
        snprintf(text, sizeof text, "block \"o.s\" (answer): %s failed with status -5 and gave no reason", cases[i].from);
        parse(members);
        RUN_FAILS(.status = cases[i].status, .text = text, .line = 3, .column = 1, .path = "blocks.o.blocks.s");
    }
}
END_TEST

START_TEST(a_failure_in_create_or_prepare_tells_its_reason)
{
    for (int k = 0; k < 2; k++) {
        char members[300];
        snprintf(members, sizeof members,
                 "'blocks': {\n's': {'use': 'answer', 'config': {'status': -1, 'says': 'not today',"
                 "'from': '%s'}}}",
                 k ? "create" : "prepare");
        parse(members);
        RUN_FAILS(.status = k ? LBH_ERR_INVALID : LBH_ERR_BLOCK, .text = "block \"s\" (answer): not today", .line = 3,
                  .column = 1, .path = "blocks.s");
    }
}
END_TEST

START_TEST(a_status_that_is_none_is_a_failure)
{
    static const int statuses[] = {3, 4, 5, 99, INT32_MAX};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        for (int in_loop = 0; in_loop < 2; in_loop++) {
            char members[300], text[100];
            snprintf(members, sizeof members,
                     "'inputs': {%s}, 'blocks': {'q': {%s'blocks': {\n's': {'use': 'answer', 'config': {'status': %d}}}}}",
                     in_loop ? "'num_steps': 3" : "", in_loop ? "'use': 'loop-for', " : "", statuses[i]);
            snprintf(text, sizeof text, "block \"q.s\" (answer): call returned %d, which is no status", statuses[i]);
            parse(members);
            RUN_FAILS(.status = LBH_ERR_BLOCK, .text = text, .line = 3, .column = 1, .path = "blocks.q.blocks.s");
        }
    }
}
END_TEST

START_TEST(a_complaint_without_failure_is_none)
{
    parse_and_run("'inputs': {'num_steps': 2}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {"
                  "'s': {'use': 'answer', 'config': {'status': 0, 'says': 'only a word'}}}}}");
}
END_TEST

START_TEST(a_complaint_is_not_the_reason_of_another_block)
{
    parse("'inputs': {'num_steps': 2}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {\n"
          "'s': {'use': 'answer', 'config': {'status': 0, 'says': 'only a word'}},\n"
          "'t': {'use': 'answer', 'config': {'status': -1}, 'map': {'answered': 'other'}}}}}");
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_BLOCK);
    assert_error_at(diag, lbh_diag_count(diag) - 1,
                    &(struct expected_error){.status = LBH_ERR_BLOCK,
                                             .text = "block \"o.t\" (answer): call failed with status -1 and gave no reason",
                                             .line = 4,
                                             .column = 1,
                                             .path = "blocks.o.blocks.t",
                                             .file = "test.json"});
}
END_TEST

START_TEST(a_run_after_a_failure_begins_anew)
{
    parse("'inputs': {'num_steps': 5, 'x': 0}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {'i': {'use': 'increase'},"
          "'s': {'use': 'answer', 'config': {'status': -1, 'at': 3}}}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "gave no reason", .line = 2, .column = 109, .path = "blocks.o.blocks.s");
    ck_assert_int_eq(whole("x"), 4);
    /* The state says that there have been four calls: the next one fails at once. */
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "gave no reason", .line = 2, .column = 109, .path = "blocks.o.blocks.s");
    ck_assert_int_eq(whole("x"), 1);
}
END_TEST

/* --- wrappers --- */

START_TEST(an_end_that_the_wrapper_ignores_ends_the_loop)
{
    parse("'inputs': {'x': 0}, 'blocks': {'o': {'use': 'careless-loop', 'config': {'how': 'goes-on'}, 'blocks': {\n'i': "
          "{'use': 'increase'},"
          "'s': {'use': 'answer', 'config': {'status': -1, 'at': 3, 'says': 'enough'}}}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"o.s\" (answer): enough", .line = 3, .column = 26,
              .path = "blocks.o.blocks.s");
    ck_assert_int_eq(whole("x"), 4);
    ck_assert_int_eq(*(const int64_t *)slot_of("ends")->tensor.data, 7);
}
END_TEST

START_TEST(a_wrapper_s_own_failure_is_the_wrapper_s)
{
    parse("'inputs': {'x': 0}, 'blocks': {\n'o': {'use': 'careless-loop', 'config': {'how': 'own-status'}, 'blocks': {'i': "
          "{'use': 'increase'}}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"o\" (careless-loop): call failed with status -4 and gave no reason",
              .line = 3, .column = 1, .path = "blocks.o");
    ck_assert_int_eq(whole("x"), 10);
}
END_TEST

START_TEST(a_step_outside_of_call_is_refused)
{
    static const char *const functions[] = {"prepare", "create"};
    for (int k = 0; k < 2; k++) {
        char members[300];
        snprintf(members, sizeof members,
                 "'inputs': {'x': 0}, 'blocks': {\n'o': {'use': 'careless-loop', 'config': {'how': 'steps-in-%s'},"
                 "'blocks': {'i': {'use': 'increase'}}}}",
                 functions[k]);
        parse(members);
        RUN_FAILS(.status = k ? LBH_ERR_INVALID : LBH_ERR_BLOCK, .text = "lb_loop_step was called outside of call", .line = 3,
                  .column = 1, .path = "blocks.o");
    }
}
END_TEST

START_TEST(a_step_of_a_plain_block_is_refused)
{
    parse("'blocks': {\n's': {'use': 'stepping-block'}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"s\" (stepping-block): lb_loop_step was called", .line = 3, .column = 1,
              .path = "blocks.s");
}
END_TEST

/* --- values that only the run can know of --- */

START_TEST(a_value_that_no_iteration_made_is_missed)
{
    parse("'inputs': {'num_steps': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'c': {'use': 'count-calls'}}},\n"
          "'i': {'use': 'increase', 'map': {'x': 'calls'}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK,
              .text = "block \"i\" (increase): missing input: \"calls\" is required, and is still not set", .line = 3,
              .column = 1, .path = "blocks.i");
    lbh_diag_clear(diag);
    set("num_steps", "3");
    run();
    ck_assert_int_eq(whole("calls"), 4);
}
END_TEST

START_TEST(a_value_that_an_inner_loop_did_not_make_is_missed)
{
    parse("'inputs': {'rows': 1, 'num_steps': 0}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
          "'l': {'use': 'loop-for', 'blocks': {'c': {'use': 'count-calls'}}},\n"
          "'i': {'use': 'increase', 'map': {'x': 'calls'}}}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"o.i\" (increase): missing input: \"calls\"", .line = 3, .column = 1,
              .path = "blocks.o.blocks.i");
}
END_TEST

START_TEST(a_loop_s_own_input_is_missed_too)
{
    parse("'inputs': {'num_steps': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'c': {'use': 'count-calls'}}},\n"
          "'m': {'use': 'loop-for', 'map': {'num_steps': 'calls'}, 'blocks': {'d': {'use': 'count-calls', 'map': {'calls': "
          "'d'}}}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"m\" (loop-for): missing input: \"calls\"", .line = 3, .column = 1,
              .path = "blocks.m");
}
END_TEST

START_TEST(a_loop_carried_value_begins_with_its_input)
{
    parse_and_run("'inputs': {'num_steps': 3, 'text': 'a'}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
                  "'first': {'use': 'echo', 'map': {'echoed': 'between'}},"
                  "'second': {'use': 'echo', 'map': {'text': 'between', 'echoed': 'text'}}}}}");
    ck_assert_str_eq(text_of("text"), "a");
}
END_TEST

START_TEST(a_failure_in_a_later_iteration_is_its_block_s)
{
    /* Behind neighbours of another signature, in the midst of its own, and without a word: the host must know whose it is. */
    parse("'inputs': {'num_steps': 9, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'a': {'use': 'add-one'}, 'b': {'use': 'add-one'}, 'c': {'use': 'increase'},\n"
          "'d': {'use': 'answer', 'config': {'status': -1, 'at': 5}}, 'e': {'use': 'increase'}}}}");
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_BLOCK);
    assert_one_error(diag,
                     &(struct expected_error){.status = LBH_ERR_BLOCK,
                                              .text = "block \"l.d\" (answer): call failed with status -1 and gave no reason",
                                              .line = 3,
                                              .column = 1,
                                              .path = "blocks.l.blocks.d",
                                              .file = "test.json"});
}
END_TEST

START_TEST(the_reason_is_told_after_any_number_of_words)
{
    parse("'inputs': {'num_steps': 1000}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'a': {'use': 'answer', 'config': {'status': 0, 'says': 'a word'}}}},"
          "'b': {'use': 'answer', 'config': {'status': -1, 'says': 'the reason'}, 'map': {'answered': 'other'}}}");
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_BLOCK);
    ck_assert_uint_le(lbh_diag_count(diag), 33);
    assert_contains(error_at(diag, lbh_diag_count(diag) - 1)->text, "the reason");
}
END_TEST

SUITE("loop")
{
    PROMISE_WITH(suite, "blocks are called in order", fixture_setup, fixture_teardown, blocks_are_called_in_order,
                 sequences_unfold_in_place, a_long_loop_calls_every_block, loops_nest, three_loops_nest, no_iteration_is_fine);
    PROMISE_WITH(suite, "arguments arrive", fixture_setup, fixture_teardown, arguments_come_by_name_and_not_by_place,
                 the_innermost_loop_s_argument_wins, neighbours_of_one_signature_get_each_its_own_argument,
                 every_type_is_passed);
    PROMISE_WITH(suite, "loops end in good order", fixture_setup, fixture_teardown, stop_ends_the_innermost_loop_in_good_order,
                 stop_in_the_first_iteration_keeps_what_was_made, stop_outside_of_loops_is_a_failure, cancelled_ends_all_loops);
    PROMISE_WITH(suite, "failures are told once, with their place", fixture_setup, fixture_teardown, a_failure_tells_its_reason,
                 a_failure_without_reason_is_told_all_the_same, a_failure_in_create_or_prepare_tells_its_reason,
                 a_status_that_is_none_is_a_failure, a_complaint_without_failure_is_none,
                 a_complaint_is_not_the_reason_of_another_block, the_reason_is_told_after_any_number_of_words,
                 a_failure_in_a_later_iteration_is_its_block_s, a_run_after_a_failure_begins_anew);
    PROMISE_WITH(suite, "a careless wrapper does no harm", fixture_setup, fixture_teardown,
                 an_end_that_the_wrapper_ignores_ends_the_loop, a_wrapper_s_own_failure_is_the_wrapper_s,
                 a_step_outside_of_call_is_refused, a_step_of_a_plain_block_is_refused);
    PROMISE_WITH(suite, "values are there when they are needed", fixture_setup, fixture_teardown,
                 a_value_that_no_iteration_made_is_missed, a_value_that_an_inner_loop_did_not_make_is_missed,
                 a_loop_s_own_input_is_missed_too, a_loop_carried_value_begins_with_its_input);
}
