/* SPDX-License-Identifier: MIT */
/* Tests of selects: which case runs, when it is chosen, and what the plan asks of cases that are not. */
#include "fixture.h"

/* Declares the triggers: somebody must know of first and second. */
#define KNOWN "'known': {'use': 'optional-inputs'}"
#define TAG(tag) "'use': 'append', 'config': {'tag': '" tag "'}"
#define TAG_I(tag) "'use': 'append-i', 'config': {'tag': '" tag "'}"

START_TEST(the_first_case_whose_trigger_is_set_runs)
{
    parse("'blocks': {" KNOWN ", 'choose': {'select': {"
          "'one': {'when': 'first', " TAG("one") "},"
                                                 "'two': {'when': 'second', " TAG("two") "},"
                                                                                         "'other': {" TAG("other") "}}}}");
    run();
    ck_assert_str_eq(text_of("trace"), "other ");
    set("second", "0");
    run();
    ck_assert_str_eq(text_of("trace"), "two ");
    set("first", "1");
    run();
    ck_assert_str_eq(text_of("trace"), "one ");
}
END_TEST

START_TEST(without_a_default_case_it_is_skipped)
{
    parse_and_run("'blocks': {" KNOWN
                  ", 'choose': {'select': {'one': {'when': 'first', " TAG("one") "}}},"
                                                                                 "'after': {" TAG("after") "}}");
    ck_assert_str_eq(text_of("trace"), "after ");
}
END_TEST

START_TEST(a_case_may_be_a_sequence)
{
    parse("'blocks': {" KNOWN ", 'choose': {'select': {'one': {'when': 'first', 'blocks': {"
          "'a': {" TAG("a") "}, 'b': {'blocks': {'c': {" TAG("c") "}}}}}, 'other': {'blocks': {'d': {" TAG("d") "}}}}}}");
    run();
    ck_assert_str_eq(text_of("trace"), "d ");
    set("first", "1");
    run();
    ck_assert_str_eq(text_of("trace"), "a c ");
}
END_TEST

START_TEST(a_case_may_be_a_loop)
{
    parse_and_run("'inputs': {'first': 1, 'num_steps': 3}, 'blocks': {" KNOWN ", 'choose': {'select': {"
                  "'one': {'when': 'first', 'use': 'loop-for', 'blocks': {'a': {" TAG_I("a") "}}}}}}");
    ck_assert_str_eq(text_of("trace"), "a0 a1 a2 ");
}
END_TEST

START_TEST(a_case_may_be_a_sequence_with_a_loop)
{
    parse_and_run(
        "'inputs': {'first': 1, 'num_steps': 2}, 'blocks': {" KNOWN ", 'choose': {'select': {"
        "'one': {'when': 'first', 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {" TAG_I("a") "}}},"
                                                                                                    "'b': {" TAG("b") "}}}}}}");
    ck_assert_str_eq(text_of("trace"), "a0 a1 b ");
}
END_TEST

START_TEST(selects_nest)
{
    parse("'blocks': {" KNOWN ", 'choose': {'select': {'one': {'when': 'first', 'select': {"
          "'both': {'when': 'second', " TAG("both") "}, 'alone': {" TAG("alone") "}}}}}}");
    set("first", "1");
    run();
    ck_assert_str_eq(text_of("trace"), "alone ");
    set("second", "1");
    run();
    ck_assert_str_eq(text_of("trace"), "both ");
}
END_TEST

START_TEST(a_select_works_within_a_loop)
{
    parse("'inputs': {'num_steps': 2}, 'blocks': {" KNOWN ", 'l': {'use': 'loop-for', 'blocks': {'a': {" TAG_I(
        "a") "},"
             "'choose': {'select': {'one': {'when': 'first', 'blocks': {'b': {" TAG_I("b") "}, 'c': {" TAG(
                 "c") "}}},"
                      "'two': {'when': 'second', " TAG("two") "}}}, 'd': {" TAG("d") "}}}}");
    run();
    ck_assert_str_eq(text_of("trace"), "a0 d a1 d ");
    set("first", "1");
    run();
    ck_assert_str_eq(text_of("trace"), "a0 b0 c d a1 b1 c d ");
}
END_TEST

START_TEST(a_trigger_may_be_made_by_a_block)
{
    parse_and_run("'blocks': {'make': {'use': 'count-calls'}, 'choose': {'select': {'one': {'when': 'calls', " TAG(
        "one") "},"
               "'other': {" TAG("other") "}}}}");
    ck_assert_str_eq(text_of("trace"), "one ");
}
END_TEST

START_TEST(the_case_is_chosen_when_the_loop_around_begins)
{
    /* The loop's own blocks have made nothing by then. */
    parse("'inputs': {'num_steps': 2}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'make': {'use': 'count-calls'},"
          "'choose': {'select': {'one': {'when': 'calls', " TAG("one") "}, 'other': {" TAG("other") "}}}}}}");
    run();
    ck_assert_str_eq(text_of("trace"), "other other ");
}
END_TEST

START_TEST(a_failure_in_a_case_has_its_place)
{
    parse("'inputs': {'num_steps': 2, 'first': 1}, 'blocks': {" KNOWN
          ", 'l': {'use': 'loop-for', 'blocks': {'choose': {'select': {\n"
          "'one': {'when': 'first', 'use': 'answer', 'config': {'status': -1, 'at': 1}}}}}}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"l.choose.one\" (answer): call failed with status -1", .line = 3,
              .column = 1, .path = "blocks.l.blocks.choose.select.one");
}
END_TEST

START_TEST(stop_in_a_case_ends_the_loop)
{
    parse_and_run(
        "'inputs': {'num_steps': 5, 'first': 1}, 'blocks': {" KNOWN ", 'l': {'use': 'loop-for', 'blocks': {'a': {" TAG_I(
            "a") "}, 'choose': {'select': {'one': {'when': 'first', 'use': 'answer', 'config': {'status': 1, 'at': 1}}}}}}}");
    ck_assert_str_eq(text_of("trace"), "a0 a1 ");
}
END_TEST

START_TEST(cases_may_make_the_same_value)
{
    parse("'blocks': {" KNOWN ", 'choose': {'select': {'one': {'when': 'first', 'use': 'offer-scores'},"
          "'other': {'use': 'count-calls', 'map': {'calls': 'score_a'}}}}, 'after': {'use': 'increase', 'map': {'x': "
          "'score_a'}}}");
    run();
    ck_assert_int_eq(whole("score_a"), 2);
}
END_TEST

START_TEST(a_case_may_require_its_trigger)
{
    /* The case runs only where the trigger is set, and so has all that it requires. */
    parse("'blocks': {'choose': {'select': {'one': {'when': 'x', 'use': 'increase'}}}}");
    run();
    ck_assert(!is_set("x"));
    set("x", "1");
    run();
    ck_assert_int_eq(whole("x"), 2);
}
END_TEST

START_TEST(what_a_chosen_case_lacks_is_missed_at_the_latest_in_the_run)
{
    parse("'blocks': {" KNOWN ",\n'choose': {'select': {'one': {'when': 'first', 'use': 'increase'}}}}");
    run();
    set("first", "1");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "block \"choose.one\" (increase): missing input: \"x\"", .line = 3, .column = 23,
              .path = "blocks.choose.select.one");
}
END_TEST

START_TEST(what_a_case_that_can_run_lacks_is_missed_by_the_plan)
{
    parse("'inputs': {'first': 1}, 'blocks': {" KNOWN
          ",\n'choose': {'select': {'one': {'when': 'first', 'use': 'increase'}}}}");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "missing input: \"x\" is required, and nobody gives it", .line = 3,
              .column = 23, .path = "blocks.choose.select.one");
}
END_TEST

SUITE("select")
{
    PROMISE_WITH(suite, "one case runs", fixture_setup, fixture_teardown, the_first_case_whose_trigger_is_set_runs,
                 without_a_default_case_it_is_skipped, a_case_may_be_a_sequence, a_case_may_be_a_loop,
                 a_case_may_be_a_sequence_with_a_loop, selects_nest, a_select_works_within_a_loop);
    PROMISE_WITH(suite, "triggers are values", fixture_setup, fixture_teardown, a_trigger_may_be_made_by_a_block,
                 the_case_is_chosen_when_the_loop_around_begins);
    PROMISE_WITH(suite, "a case ends as any block does", fixture_setup, fixture_teardown, a_failure_in_a_case_has_its_place,
                 stop_in_a_case_ends_the_loop);
    PROMISE_WITH(suite, "the plan knows that one case runs", fixture_setup, fixture_teardown, cases_may_make_the_same_value,
                 a_case_may_require_its_trigger, what_a_chosen_case_lacks_is_missed_at_the_latest_in_the_run,
                 what_a_case_that_can_run_lacks_is_missed_by_the_plan);
}
