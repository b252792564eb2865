/* SPDX-License-Identifier: MIT */
/* Tests of the edits of a change: insert, remove, move and configure, several as one, and those that make no sense. */
#include "swapping.h"

#define TAG(tag) "{'use': 'append', 'config': {'tag': '" tag "'}}"
#define NODE(tag) "{\"use\": \"append\", \"config\": {\"tag\": \"" tag "\"}}"
/* Writes "a b " in each of its five turns. */
#define LETTERS                                                                                                                \
    "'inputs': {'num_steps': 5}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': " TAG("a") ", 'b': " TAG("b") "}}}"

static void apply_at_2(void (*act)(void))
{
    parse(LETTERS);
    at(&(struct at_iteration){2, act});
    run();
}

static void insert_before_b(void)
{
    begin_change();
    add_insert("l.x", "b", NODE("x"));
    apply_change();
}

START_TEST(a_block_is_inserted_before_another)
{
    apply_at_2(insert_before_b);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_str_eq(text_of("trace"), "a b a b a x b a x b a x b ");
}
END_TEST

static void insert_last(void)
{
    begin_change();
    add_insert("l.x", NULL, NODE("x"));
    apply_change();
}

START_TEST(a_block_is_inserted_at_the_end)
{
    apply_at_2(insert_last);
    ck_assert_str_eq(text_of("trace"), "a b a b a b x a b x a b x ");
}
END_TEST

static void remove_a(void)
{
    begin_change();
    add_remove("l.a");
    apply_change();
}

START_TEST(a_block_is_removed)
{
    apply_at_2(remove_a);
    assert_swapped(LBH_OUTCOME_DONE, "l", 2); /* nothing new is called: there is nothing to try */
    ck_assert_str_eq(text_of("trace"), "a b a b b b b ");
}
END_TEST

static void move_b(void)
{
    swap_status = lbh_pipeline_move(pipeline, "l.b", "a", &result, swap_diag);
}

START_TEST(a_block_is_moved)
{
    apply_at_2(move_b);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_str_eq(text_of("trace"), "a b a b b a b a b a ");
}
END_TEST

static void configure_a(void)
{
    swap_status = lbh_pipeline_configure(pipeline, "l.a", "tag", "z", &result, swap_diag);
}

START_TEST(a_config_is_set)
{
    apply_at_2(configure_a);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_str_eq(text_of("trace"), "a b a b z b z b z b ");
    run();
    ck_assert_str_eq(text_of("trace"), "z b z b z b z b z b ");
}
END_TEST

static void replace_both(void)
{
    begin_change();
    add_replace("l.u", "tally-2");
    ck_assert_int_eq(lbh_change_replace(edits, "l.i", "{\"use\": \"increase\", \"config\": {\"by\": 100}}", swap_diag), LBH_OK);
    apply_change();
}

START_TEST(a_map_stays)
{
    parse("'inputs': {'num_steps': 5, 'x': 0, 'y': 0, 'z': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'t': {'use': 'tally'}, 'u': {'use': 'tally', 'map': {'x': 'y', 'total': 'other'}}, "
          "'i': {'use': 'increase', 'map': {'x': 'z'}}}}}");
    at(&(struct at_iteration){2, replace_both});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_int_eq(value_of("x"), 5);
    ck_assert_int_eq(value_of("y"), 32);
    ck_assert_int_eq(value_of("other"), 32);
    ck_assert_int_eq(value_of("z"), 302);
}
END_TEST

static void edit_all(void)
{
    begin_change();
    add_insert("l.x", "a", NODE("x"));
    add_insert("l.y", "x", "{\"blocks\": {\"one\": " NODE("1") ", \"two\": " NODE("2") "}}");
    ck_assert_int_eq(lbh_change_move(edits, "l.b", "x", swap_diag), LBH_OK);
    add_configure("l.b", "tag", "c");
    add_remove("l.a");
    apply_change();
}

START_TEST(several_edits_are_one_change)
{
    apply_at_2(edit_all);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 2);
    ck_assert_str_eq(text_of("trace"), "a b a b 1 2 c x 1 2 c x 1 2 c x ");
}
END_TEST

static void edit_all_but_wrongly(void)
{
    begin_change();
    add_insert("l.x", "a", NODE("x"));
    add_insert("l.y", "nobody", NODE("y"));
    add_remove("l.bb");
    apply_change();
}

START_TEST(of_several_edits_none_is_done_if_one_is_refused)
{
    apply_at_2(edit_all_but_wrongly);
    assert_refused(LBH_STEP_EDIT, "there is no \"nobody\" beside it");
    assert_refused(LBH_STEP_EDIT, "there is no block or component \"l.bb\"");
    assert_refused(LBH_STEP_EDIT, "\"l.b\""); /* the nearest */
    ck_assert_uint_eq(lbh_diag_count(swap_diag), 2);
    ck_assert_str_eq(text_of("trace"), "a b a b a b a b a b ");
}
END_TEST

/* An edit that makes no sense, and what is said of it. */
static void check_refusal(enum lbh_change_step step, const char *words)
{
    apply_change();
    assert_refused(step, words);
    ck_assert_str_eq(result.loop, "");
    ck_assert_int_eq(result.iteration, -1);
}

START_TEST(what_makes_no_sense_is_refused)
{
    parse("'inputs': {'x': 0}, 'components': {'counter': {'use': 'counter'}}, 'blocks': {"
          "'s': {'blocks': {'a': " TAG("a") "}}, 'c': {'use': 'with-counter'}, 'i': {'use': 'increase'}}");
    begin_change();
    add_replace("s", "tally");
    check_refusal(LBH_STEP_EDIT, "is no block but holds some");
    begin_change();
    add_insert("s.a", NULL, NODE("x"));
    check_refusal(LBH_STEP_EDIT, "there is a \"s.a\" already");
    begin_change();
    add_insert("nowhere.a", NULL, NODE("x"));
    check_refusal(LBH_STEP_EDIT, "nowhere");
    begin_change();
    add_insert("s.b", NULL, "{\"use\": ");
    check_refusal(LBH_STEP_EDIT, "node");
    begin_change();
    add_insert("s.b", NULL, "no-such-block");
    check_refusal(LBH_STEP_EDIT, "no-such-block");
    begin_change();
    ck_assert_int_eq(lbh_change_move(edits, "counter", NULL, swap_diag), LBH_OK);
    check_refusal(LBH_STEP_EDIT, "counter");
    begin_change();
    add_configure("i", "bye", "3");
    check_refusal(LBH_STEP_CHECK, "\"by\"");
    begin_change();
    add_configure("i", "by", "2000");
    check_refusal(LBH_STEP_CHECK, "1000");
    begin_change();
    add_remove("counter");
    check_refusal(LBH_STEP_CHECK, "counter");
    begin_change();
    add_insert("i2", NULL, "{\"use\": \"increase\", \"map\": {\"x\": \"y\"}}");
    check_refusal(LBH_STEP_CHECK, "\"y\" is required");
    begin_change();
    add_replace("i", "tally"); /* needs a loop argument */
    check_refusal(LBH_STEP_CHECK, "\"i\"");
    run();
    ck_assert_int_eq(value_of("x"), 1);
}
END_TEST

START_TEST(a_file_that_is_no_plugin_is_refused)
{
    parse(LETTERS);
    begin_change();
    ck_assert_int_eq(lbh_change_replace(edits, "l.a", "/dev/null", swap_diag), LBH_OK);
    check_refusal(LBH_STEP_COPY, "/dev/null");
    begin_change();
    ck_assert_int_eq(lbh_change_replace(edits, "l.a", "/no/such/file.so", swap_diag), LBH_OK);
    check_refusal(LBH_STEP_COPY, "/no/such/file.so");
    begin_change();
    ck_assert_int_eq(lbh_change_replace(edits, "l.a", getenv("LOOPBLOCKS_SRCDIR"), swap_diag), LBH_OK);
    check_refusal(LBH_STEP_COPY, "");
    run();
}
END_TEST

/* The one who listens next looks at what was taken down before the change. */
static int look_at_loops(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    (void)user, (void)running;
    for (size_t i = 0; i < event->loop_count; i++) ck_assert_int_gt((int)strlen(event->loops[i].path), 0);
    return 0;
}

static void insert_a_loop(void)
{
    begin_change();
    add_insert(
        "l.inner", NULL,
        "{\"use\": \"loop-rows\", \"blocks\": {\"deeper\": {\"use\": \"loop-rows\", \"blocks\": {\"x\": " NODE("x") "}}}}");
    apply_change();
}

START_TEST(a_deeper_loop_is_inserted_while_others_listen)
{
    parse("'inputs': {'num_steps': 4, 'rows': 2}, 'blocks': {'r': {'use': 'loop-rows', 'blocks': {'z': " TAG(
        "z") "}}, "
             "'l': {'use': 'loop-for', 'blocks': {'a': " TAG("a") "}}}");
    at(&(struct at_iteration){3, insert_a_loop}); /* the other loop does not come that far */
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, look_at_loops, NULL, diag), LBH_OK);
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_str_eq(text_of("trace"), "z z a a a a x x x x ");
}
END_TEST

SUITE("swap_edits")
{
    PROMISE_WITH(suite, "a running loop gets, loses and reorders blocks", swapping_setup, swapping_teardown,
                 a_block_is_inserted_before_another, a_block_is_inserted_at_the_end, a_block_is_removed, a_block_is_moved,
                 a_config_is_set, a_map_stays, a_deeper_loop_is_inserted_while_others_listen);
    PROMISE_WITH(suite, "several edits are one change", swapping_setup, swapping_teardown, several_edits_are_one_change,
                 of_several_edits_none_is_done_if_one_is_refused);
    PROMISE_WITH(suite, "what makes no sense is refused", swapping_setup, swapping_teardown, what_makes_no_sense_is_refused,
                 a_file_that_is_no_plugin_is_refused);
}
