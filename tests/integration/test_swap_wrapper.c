/* SPDX-License-Identifier: MIT */
/* Tests that a running wrapper hands over to another one, and takes over again where that one fails: no iteration lost or repeated. */
#include "swapping.h"

#define TURNING "'inputs': {'num_steps': 10, 'x': 0}, 'blocks': {'l': {'use': 'turns', 'blocks': {'t': {'use': 'tally'}}}}"

static const char *version;

static void swap_wrapper(void)
{
    swap("l", version);
}

static void run_turning(const char *fault)
{
    version = "turns-2";
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(TURNING);
    at(&(struct at_iteration){4, swap_wrapper});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_int_eq(value_of("x"), 10);
    ck_assert_int_eq(value_of("total"), 10);
}

START_TEST(a_running_wrapper_hands_over)
{
    run_turning(NULL);
    ck_assert_int_eq(value_of("turned"), 4 + 60);
    ck_assert_int_eq(value_of("ever"), 64);
    ck_assert_int_eq(value_of("entered"), 2);
    run();
    ck_assert_int_eq(value_of("turned"), 100);
    ck_assert_int_eq(value_of("x"), 10);
}
END_TEST

START_TEST(a_wrapper_that_fails_at_once_never_was)
{
    run_turning("enter fail anywhere 1");
    ck_assert_int_eq(value_of("turned"), 10);
    ck_assert_int_eq(value_of("ever"), 10);
    ck_assert_int_eq(value_of("entered"), 2); /* the old one, twice */
    assert_status_contains("it was told to fail in enter");
}
END_TEST

START_TEST(a_wrapper_that_fails_after_a_turn_gives_the_rest_back)
{
    run_turning("turn fail anywhere 1");
    ck_assert_int_eq(value_of("turned"), 4 + 10 + 5);
    run();
    ck_assert_int_eq(value_of("turned"), 10);
}
END_TEST

START_TEST(a_wrapper_that_fails_after_two_turns_gives_the_rest_back)
{
    run_turning("turn fail anywhere 2");
    ck_assert_int_eq(value_of("turned"), 4 + 20 + 4);
    ck_assert_int_eq(value_of("ever"), 28);
}
END_TEST

START_TEST(a_wrapper_is_replaced_in_its_last_iteration)
{
    version = "turns-2";
    parse(TURNING);
    at(&(struct at_iteration){10, swap_wrapper});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 10);
    ck_assert_int_eq(value_of("x"), 10);
    ck_assert_int_eq(value_of("turned"), 10);
    run();
    ck_assert_int_eq(value_of("turned"), 100);
}
END_TEST

static int swap_when_ended(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    (void)user, (void)running;
    if (event->status == LB_STOP) swap_wrapper();
    return 0;
}

START_TEST(a_wrapper_whose_loop_has_been_ended_is_left_to_return)
{
    version = "turns-2";
    parse(TURNING);
    swap("l.t", "tally-stop");
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, swap_when_ended, NULL, diag), LBH_OK);
    run();
    assert_refused(LBH_STEP_PUBLISH, "at work");
    ck_assert_int_eq(value_of("x"), 10000);
}
END_TEST

static void swap_with_its_block(void)
{
    begin_change();
    add_replace("l", "turns-2");
    add_replace("l.t", "tally-faulty");
    apply_change();
}

static void run_both(const char *fault)
{
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(TURNING);
    at(&(struct at_iteration){4, swap_with_its_block});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
}

START_TEST(a_wrapper_and_its_block_are_replaced_as_one)
{
    run_both(NULL);
    ck_assert_int_eq(value_of("x"), 604);
    ck_assert_int_eq(value_of("turned"), 64);
}
END_TEST

START_TEST(a_wrapper_goes_back_with_its_block)
{
    run_both("call fail anywhere 1");
    ck_assert_int_eq(value_of("x"), 10);
    ck_assert_int_eq(value_of("total"), 10);
    ck_assert_int_eq(value_of("ever"), 4 + 10 + 5);
    ck_assert_int_eq(value_of("turned"), 4 + 10 + 5); /* the iteration was a good one in the end */
    run();
    ck_assert_int_eq(value_of("turned"), 10);
}
END_TEST

START_TEST(a_block_goes_back_with_its_wrapper)
{
    run_both("turn fail anywhere 2");
    ck_assert_int_eq(value_of("x"), 4 + 200 + 4);
    ck_assert_int_eq(value_of("total"), 208);
}
END_TEST

START_TEST(a_wrapper_is_replaced_from_another_thread)
{
    int64_t expected = 0, before = 0, by = 1;
    parse("'inputs': {'num_steps': 1000000000, 'x': 0}, 'blocks': {'l': {'use': 'turns', 'blocks': {"
          "'t': {'use': 'tally'}, 'n': {'use': 'nap'}, 'c': {'use': 'count-calls'}}}}");
    start_run();
    for (int i = 0; i < 10; i++) {
        swap("l", i % 2 ? "turns" : "turns-2");
        assert_swapped(LBH_OUTCOME_DONE, "l", -2);
        ck_assert_int_eq(result.trial_calls, 3);
        expected += (result.iteration - before) * by;
        before = result.iteration;
        by = i % 2 ? 1 : 10;
    }
    stop_run();
    ck_assert_int_eq(value_of("x"), value_of("calls"));
    ck_assert_int_eq(*(const int64_t *)slot_of("ever")->tensor.data, value_of("turned"));
    ck_assert_int_eq(value_of("turned"), expected + (value_of("calls") - before) * by);
}
END_TEST

#define NESTED                                                                                                                 \
    "'inputs': {'num_steps': 5, 'rows': 2, 'x': 0}, 'blocks': {'o': {'use': 'loop-rows', 'map': {'rows': 'num_steps'}, "       \
    "'blocks': {'i': {'use': 'turns', 'map': {'num_steps': 'rows'}, 'blocks': {'t': {'use': 'tally'}}}}}}"

static void swap_nested(void)
{
    swap("o.i", "turns-2");
}

/* Only the outer loop comes so far. */
static void run_nested(const char *fault)
{
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(NESTED);
    at(&(struct at_iteration){3, swap_nested});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "o", 3);
    ck_assert_int_eq(value_of("x"), 10);
    size_t count = 0;
    lbh_pipeline_where(pipeline, &count);
    ck_assert_uint_eq(count, 0); /* the run came to its end, whatever was tried on the way */
    ck_assert_int_eq(value_of("total"), 10);
}

START_TEST(a_nested_wrapper_is_replaced_at_the_outer_boundary)
{
    run_nested(NULL);
    ck_assert_int_eq(value_of("turned"), 6 + 40);
}
END_TEST

START_TEST(a_nested_wrapper_that_fails_never_was)
{
    run_nested("turn fail anywhere 4"); /* at the end of its second entry */
    ck_assert_int_eq(value_of("turned"), 6 + 20 + 2);
}
END_TEST

static void swap_outer(void)
{
    begin_change();
    ck_assert_int_eq(lbh_change_replace(edits, "o", "loop-rows", swap_diag), LBH_OK);
    apply_change();
}

START_TEST(an_outer_wrapper_is_not_replaced_within_an_inner_loop)
{
    parse(NESTED);
    at(&(struct at_iteration){1, swap_outer}); /* the inner loop's first */
    run();
    assert_refused(LBH_STEP_PUBLISH, "at work");
    ck_assert_int_eq(value_of("x"), 10);
}
END_TEST

SUITE("swap_wrapper")
{
    PROMISE_WITH(suite, "a running wrapper hands over", swapping_setup, swapping_teardown, a_running_wrapper_hands_over,
                 a_wrapper_is_replaced_in_its_last_iteration, a_wrapper_whose_loop_has_been_ended_is_left_to_return,
                 a_wrapper_is_replaced_from_another_thread);
    PROMISE_WITH(suite, "one that fails on trial never was", swapping_setup, swapping_teardown,
                 a_wrapper_that_fails_at_once_never_was, a_wrapper_that_fails_after_a_turn_gives_the_rest_back,
                 a_wrapper_that_fails_after_two_turns_gives_the_rest_back);
    PROMISE_WITH(suite, "a wrapper and its blocks are one change", swapping_setup, swapping_teardown,
                 a_wrapper_and_its_block_are_replaced_as_one, a_wrapper_goes_back_with_its_block,
                 a_block_goes_back_with_its_wrapper);
    PROMISE_WITH(suite, "a nested wrapper is replaced between its entries", swapping_setup, swapping_teardown,
                 a_nested_wrapper_is_replaced_at_the_outer_boundary, a_nested_wrapper_that_fails_never_was,
                 an_outer_wrapper_is_not_replaced_within_an_inner_loop);
}
