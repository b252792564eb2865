/* SPDX-License-Identifier: MIT */
/* Tests of where a change takes place: steps that have passed or not, nested loops, sequences, selects, and what stands beside. */
#include "swapping.h"

#define TAG(tag) "{'use': 'append', 'config': {'tag': '" tag "'}}"
#define NODE(tag) "{\"use\": \"append\", \"config\": {\"tag\": \"" tag "\"}}"

static const char *path, *key, *text;

static void configure(void)
{
    begin_change();
    add_configure(path, key, text);
    apply_change();
}

/* Sets a block's tag after two iterations, and runs. */
static void retag_at_2(const char *block, const char *tag)
{
    path = block, key = "tag", text = tag;
    at(&(struct at_iteration){2, configure});
    run();
}

#define STEPS                                                                                                                  \
    "'inputs': {'num_steps': 4}, 'blocks': {'first': " TAG("f") ", 'l': {'use': 'loop-for', 'blocks': {'a': " TAG(             \
        "a") "}}, 'last': " TAG("l") "}"

START_TEST(a_step_that_has_passed_changes_for_the_next_run)
{
    parse(STEPS);
    retag_at_2("first", "F");
    assert_swapped(LBH_OUTCOME_DONE, "l", 2);
    ck_assert_str_eq(text_of("trace"), "f a a a a l ");
    run();
    ck_assert_str_eq(text_of("trace"), "F a a a a l ");
}
END_TEST

START_TEST(a_step_that_is_not_reached_yet_changes_for_this_run)
{
    parse(STEPS);
    retag_at_2("last", "L");
    assert_swapped(LBH_OUTCOME_DONE, "l", 2);
    ck_assert_str_eq(text_of("trace"), "f a a a a L ");
}
END_TEST

static void take_out_the_loop(void)
{
    begin_change();
    add_remove("l");
    apply_change();
}

START_TEST(the_running_step_is_not_taken_out)
{
    parse(STEPS);
    at(&(struct at_iteration){2, take_out_the_loop});
    run();
    assert_refused(LBH_STEP_PUBLISH, "is running");
    ck_assert_str_eq(text_of("trace"), "f a a a a l ");
    take_out_the_loop();
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    ck_assert_str_eq(text_of("trace"), "f l ");
}
END_TEST

static void add_around(void)
{
    begin_change();
    add_insert("before", "l", NODE("b"));
    add_insert("after", "last", NODE("A"));
    add_remove("first");
    apply_change();
}

START_TEST(steps_are_inserted_around_the_running_one)
{
    parse(STEPS);
    at(&(struct at_iteration){2, add_around});
    run();
    assert_swapped(LBH_OUTCOME_DONE, "l", 2);
    ck_assert_str_eq(text_of("trace"), "f a a a a A l ");
    run();
    ck_assert_str_eq(text_of("trace"), "b a a a a A l ");
}
END_TEST

#define NESTED                                                                                                                 \
    "'inputs': {'num_steps': 3, 'rows': 3}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {'a': " TAG(                         \
        "a") ", 'i': {'use': 'loop-rows', 'blocks': {'b': " TAG("b") "}}, 'c': " TAG("c") "}}}"

/* After two iterations of the inner loop, in the second of the outer one. */
static int in_the_second(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    (void)running;
    if (event->loop_count == 2 && event->loops[0].iterations == 1 && event->loops[1].iterations == 2) ((void (*)(void))user)();
    return 0;
}

static void run_nested(void (*act)(void))
{
    parse(NESTED);
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, in_the_second, (void *)(uintptr_t)act, diag),
                     LBH_OK);
    run();
}

static void retag_inner(void)
{
    path = "o.i.b", key = "tag", text = "B";
    configure();
}

START_TEST(a_block_of_an_inner_loop_changes_at_the_inner_boundary)
{
    run_nested(retag_inner);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "o.i", 2);
    ck_assert_str_eq(text_of("trace"), "a b b b c a b b B c a B B B c ");
    assert_status_contains("\"state\": \"idle\"");
}
END_TEST

static void retag_outer(void)
{
    path = "o.c", key = "tag", text = "C";
    configure();
}

START_TEST(a_listener_of_an_inner_loop_cannot_change_the_outer_one)
{
    run_nested(retag_outer);
    assert_refused(LBH_STEP_PUBLISH, "at work");
    ck_assert_str_eq(text_of("trace"), "a b b b c a b b b c a b b b c ");
}
END_TEST

START_TEST(a_block_of_an_outer_loop_changes_at_the_outer_boundary)
{
    parse("'inputs': {'num_steps': 1000000000, 'rows': 50, 'x': 0, 'y': 0}, 'blocks': {'o': {'use': 'loop-for', 'blocks': {"
          "'c': {'use': 'count-calls'}, 'a': {'use': 'increase'}, "
          "'i': {'use': 'loop-rows', 'blocks': {'b': {'use': 'increase', 'map': {'x': 'y'}}, 'n': {'use': 'nap'}}}}}}");
    start_run();
    path = "o.a", key = "by", text = "10";
    configure();
    assert_swapped(LBH_OUTCOME_DONE, "o", -2);
    const int64_t before = result.iteration;
    path = "o.i.b";
    configure();
    assert_swapped(LBH_OUTCOME_DONE, "o.i", -2);
    stop_run();
    ck_assert_int_eq(value_of("x"), before + 10 * (value_of("calls") - before));
}
END_TEST

START_TEST(blocks_within_sequences_change)
{
    parse("'inputs': {'num_steps': 4}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'s': {'blocks': {'a': " TAG(
        "a") ", 't': {'blocks': {'b': " TAG("b") "}}}}, 'c': " TAG("c") "}}}");
    retag_at_2("l.s.t.b", "B");
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_str_eq(text_of("trace"), "a b c a b c a B c a B c ");
}
END_TEST

/* By default the second case runs. */
#define CHOICE                                                                                                                 \
    "'blocks': {'known': {'use': 'optional-inputs'}, 'l': {'use': 'loop-for', 'blocks': {'s': {'select': {"                    \
    "'one': {'when': 'first', 'use': 'append', 'config': {'tag': '1'}}, 'two': {'blocks': {'b': " TAG("2") "}}}}, 'c': " TAG(  \
        "c") "}}}"

START_TEST(the_case_that_was_chosen_changes)
{
    parse("'inputs': {'num_steps': 4}, " CHOICE);
    retag_at_2("l.s.two.b", "B");
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_str_eq(text_of("trace"), "2 c 2 c B c B c ");
}
END_TEST

START_TEST(a_case_that_was_not_chosen_changes_for_later)
{
    parse("'inputs': {'num_steps': 4}, " CHOICE);
    retag_at_2("l.s.one", "I");
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_str_eq(text_of("trace"), "2 c 2 c 2 c 2 c ");
    set("first", "1");
    run();
    ck_assert_str_eq(text_of("trace"), "I c I c I c I c ");
}
END_TEST

static void insert_a_choice(void)
{
    begin_change();
    add_insert("l.t", "c",
               "{\"select\": {\"one\": {\"when\": \"first\", \"use\": \"append\", \"config\": {\"tag\": \"1\"}}, "
               "\"other\": " NODE("o") "}}");
    apply_change();
}

START_TEST(a_choice_that_is_inserted_is_made_at_once)
{
    parse("'inputs': {'num_steps': 4}, " CHOICE);
    at(&(struct at_iteration){2, insert_a_choice});
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_str_eq(text_of("trace"), "2 c 2 c 2 o c 2 o c ");
}
END_TEST

START_TEST(a_foreign_block_stays_beside)
{
    char members[BUILT_PATH_SIZE + 1024], folder[BUILT_PATH_SIZE];
    snprintf(members, sizeof members,
             "'inputs': {'num_steps': 4, 'x': 0, 'count': 2}, 'blocks': {'m': {'use': 'make-values', 'map': {'values': 'y'}}, "
             "'l': {'use': 'loop-for', 'blocks': {"
             "'f': {'foreign': {'library': '%s/functions.so', 'function': 'fill', 'arguments': [{'pointer': {'data': 'y', "
             "'type': 'f32[N]', 'access': 'update'}}, {'i64': {'count': 'y'}}, {'f32': 7}]}}, "
             "'i': {'use': 'increase'}}}}",
             built(folder, "tests/foreign/.libs"));
    parse(members);
    path = "l.i", key = "by", text = "10";
    at(&(struct at_iteration){2, configure});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_int_eq(value_of("x"), 22);
    assert_json("y", "[7.0,7.0]");
    assert_status_contains("\"l.f\"");
}
END_TEST

static void insert_scores(void)
{
    begin_change();
    add_insert("l.more", "g",
               "{\"use\": \"offer-scores\", \"map\": {\"score_a\": \"late_a\", \"score_b\": \"late_b\", "
               "\"draws\": \"d\"}}");
    apply_change();
}

START_TEST(a_group_grows_with_its_members)
{
    parse("'inputs': {'num_steps': 4}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'m': {'use': 'offer-scores'}, 'g': {'use': 'collect-scores'}}}}");
    at(&(struct at_iteration){2, insert_scores});
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    assert_contains(text_of("members"), "late_b=2");
    assert_contains(text_of("members"), "score_b=2");
}
END_TEST

START_TEST(a_group_keeps_its_names_when_its_manifest_is_gone)
{
    parse("'inputs': {'num_steps': 4, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'i': {'use': 'increase'}, "
          "'m': {'use': 'offer-scores', 'map': {'score_a': 'other_a'}}, 'g': {'use': 'collect-scores'}}}}");
    run();
    path = "l.i", key = "by", text = "10";
    configure(); /* nothing runs: the graph before is freed at once */
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    assert_contains(text_of("members"), "other_a=");
}
END_TEST

SUITE("swap_places")
{
    PROMISE_WITH(suite, "a sequence changes around its running step", swapping_setup, swapping_teardown,
                 a_step_that_has_passed_changes_for_the_next_run, a_step_that_is_not_reached_yet_changes_for_this_run,
                 the_running_step_is_not_taken_out, steps_are_inserted_around_the_running_one);
    PROMISE_WITH(suite, "a change takes place at the boundary of the loop that it is in", swapping_setup, swapping_teardown,
                 a_block_of_an_inner_loop_changes_at_the_inner_boundary,
                 a_listener_of_an_inner_loop_cannot_change_the_outer_one,
                 a_block_of_an_outer_loop_changes_at_the_outer_boundary);
    PROMISE_WITH(suite, "sequences and selects change within", swapping_setup, swapping_teardown,
                 blocks_within_sequences_change, the_case_that_was_chosen_changes, a_case_that_was_not_chosen_changes_for_later,
                 a_choice_that_is_inserted_is_made_at_once);
    PROMISE_WITH(suite, "what stands beside goes on", swapping_setup, swapping_teardown, a_foreign_block_stays_beside,
                 a_group_keeps_its_names_when_its_manifest_is_gone, a_group_grows_with_its_members);
}
