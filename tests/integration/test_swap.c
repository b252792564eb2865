/* SPDX-License-Identifier: MIT */
/* Tests that a block gives way to another while the loop runs, asked for by a listener, from another thread, and while nothing runs. */
#include "swapping.h"

#define COUNTING                                                                                                               \
    "'inputs': {'num_steps': 10, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}}}}, "           \
    "'outputs': ['x', 'total']"
/* Never ends by itself; calls counts its iterations. */
#define ENDLESS                                                                                                                \
    "'inputs': {'num_steps': 1000000000, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"                             \
    "'t': {'use': 'tally'}, 'n': {'use': 'nap'}, 'c': {'use': 'count-calls'}}}}"

static void to_version_2(void)
{
    replace("l.t", "tally-2");
}

START_TEST(a_block_is_replaced_in_mid_run)
{
    parse(COUNTING);
    at(&(struct at_iteration){4, to_version_2});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    /* Four by ones, six by tens; the private sum goes on. */
    ck_assert_int_eq(value_of("x"), 64);
    ck_assert_int_eq(value_of("total"), 64);
}
END_TEST

START_TEST(an_idle_pipeline_is_changed_at_once)
{
    parse(COUNTING);
    run();
    replace("l.t", "tally-2");
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    ck_assert_int_eq(value_of("x"), 100);
    ck_assert_int_eq(value_of("total"), 110); /* states persist */
}
END_TEST

START_TEST(a_pipeline_is_checked_before_it_is_changed)
{
    parse(COUNTING);
    swap("l.t", "tally-2");
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    ck_assert_int_eq(result.trial_calls, 0);
    run();
    ck_assert_int_eq(value_of("x"), 100);
}
END_TEST

START_TEST(a_pipeline_that_failed_its_check_is_not_changed)
{
    parse("'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}}}}");
    ck_assert_int_ne(lbh_pipeline_check(pipeline, diag), LBH_OK);
    for (int i = 0; i < 2; i++) {
        swap("l.t", "tally-2");
        ck_assert_int_ne(swap_status, LBH_OK);
        ck_assert_int_eq(result.outcome, LBH_OUTCOME_REFUSED);
        assert_contains(lbh_diag_text(swap_diag), "failed its check");
    }
}
END_TEST

START_TEST(inputs_are_set_as_before)
{
    parse(COUNTING);
    set("x", "1000");
    swap("l.t", "tally-2");
    set("num_steps", "3");
    run();
    ck_assert_int_eq(value_of("x"), 1030);
    swap("l.t", "tally");
    run();
    ck_assert_int_eq(value_of("x"), 1003);
}
END_TEST

START_TEST(another_thread_is_told_how_it_ended)
{
    parse(ENDLESS);
    start_run();
    swap("l.t", "tally-2");
    assert_swapped(LBH_OUTCOME_DONE, "l", -2);
    ck_assert_int_eq(result.step, LBH_STEP_DONE);
    ck_assert_int_eq(result.trial_calls, 3);
    ck_assert_str_eq(result.note, "");
    const int64_t by_ones = result.iteration;
    assert_status_contains("\"version\": \"2.0.0\"");
    assert_status_contains("/tally-2-1-");   /* the copy that is mapped */
    assert_status_contains("/tally-2.so\""); /* and where it came from */
    assert_status_contains("\"reason\": \"replaced\"");
    stop_run();
    ck_assert_int_gt(by_ones, 0);
    ck_assert_int_eq(value_of("x"), by_ones + 10 * (value_of("calls") - by_ones));
    ck_assert_int_eq(value_of("total"), value_of("x"));
}
END_TEST

START_TEST(many_changes_follow_each_other)
{
    int64_t expected = 0, before = 0, step = 1;
    parse(ENDLESS);
    start_run();
    for (int i = 0; i < 20; i++) {
        swap("l.t", i % 2 ? "tally" : "tally-2");
        assert_swapped(LBH_OUTCOME_DONE, "l", -2);
        ck_assert_int_ge(result.iteration, before);
        expected += (result.iteration - before) * step;
        before = result.iteration;
        step = i % 2 ? 1 : 10;
    }
    stop_run();
    ck_assert_int_eq(value_of("x"), expected + (value_of("calls") - before) * step);
    ck_assert_int_eq(value_of("total"), value_of("x"));
}
END_TEST

START_TEST(a_change_is_applied_once)
{
    parse(COUNTING);
    begin_change();
    add_replace("l.t", "tally-2");
    ck_assert_int_eq(lbh_change_apply(edits, &result, swap_diag), LBH_OK);
    ck_assert_int_eq(lbh_change_apply(edits, &result, swap_diag), LBH_ERR_USAGE);
    ck_assert_int_eq(result.outcome, LBH_OUTCOME_REFUSED);
    lbh_change_free(edits);
    ck_assert_int_eq(lbh_pipeline_replace(pipeline, "l.t", version_of("tally"), NULL, NULL), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_replace(pipeline, "l.u", version_of("tally"), NULL, NULL), LBH_ERR_USAGE);
}
END_TEST

static void twice(void)
{
    swap("l.t", "tally-2");
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    swap("l.t", "tally");
}

START_TEST(a_change_waits_for_the_trial_of_the_one_before)
{
    parse(COUNTING);
    at(&(struct at_iteration){4, twice});
    run();
    assert_refused(LBH_STEP_EDIT, "still on trial");
    ck_assert_int_eq(value_of("x"), 64);
}
END_TEST

static int swap_at_work(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    (void)user, (void)running, (void)event;
    swap("l.t", "tally-2");
    return 0;
}

START_TEST(nothing_changes_while_a_block_is_at_work)
{
    parse(COUNTING);
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_BLOCK_END, swap_at_work, NULL, diag), LBH_OK);
    run();
    assert_refused(LBH_STEP_PREPARE, "a block is at work");
    ck_assert_int_eq(value_of("x"), 10);
}
END_TEST

static int swap_once(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    (void)running, (void)event;
    int *left = user;
    if ((*left)-- == 0) to_version_2();
    return 0;
}

START_TEST(listeners_of_all_boundaries_may_change)
{
    const uint32_t kinds[] = {LBH_EVENT_RUN_BEGIN, LBH_EVENT_ITERATION_BEGIN, LBH_EVENT_ITERATION_END, LBH_EVENT_RUN_END,
                              LBH_EVENT_PROGRESS};
    const int64_t expected[] = {100, 100, 91, 10, 100};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int left = 0;
        parse(COUNTING);
        ck_assert_int_eq(lbh_pipeline_listen(pipeline, kinds[i], swap_once, &left, diag), LBH_OK);
        lbh_pipeline_request_progress(pipeline);
        run();
        ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
        ck_assert_int_eq(value_of("x"), expected[i]);
        run();
        ck_assert_int_eq(value_of("x"), 100);
    }
}
END_TEST

START_TEST(nothing_changes_while_a_loop_begins)
{
    const uint32_t kinds[] = {LBH_EVENT_LOOP_BEGIN, LBH_EVENT_LOOP_END};
    for (size_t i = 0; i < 2; i++) {
        int left = 0;
        parse(COUNTING);
        ck_assert_int_eq(lbh_pipeline_listen(pipeline, kinds[i], swap_once, &left, diag), LBH_OK);
        run();
        ck_assert_int_eq(result.outcome, LBH_OUTCOME_REFUSED);
        assert_contains(lbh_diag_text(swap_diag), "a block is at work");
        ck_assert_int_eq(value_of("x"), 10);
    }
}
END_TEST

static void replace_and_insert(void)
{
    begin_change();
    add_replace("l.t", "tally-2");
    add_insert("l.c", "t", "count-calls");
    apply_change();
}

START_TEST(blocks_are_timed_and_told_of_as_before)
{
    int never = -1;
    size_t count = 0;
    parse(COUNTING);
    ck_assert_int_eq(lbh_pipeline_set_profiling(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_BLOCK_END, swap_once, &never, diag), LBH_OK);
    at(&(struct at_iteration){4, replace_and_insert});
    run();
    ck_assert_int_eq(value_of("x"), 64);
    ck_assert_int_eq(never, -17);
    ck_assert_int_eq(value_of("calls"), 6);
    const struct lbh_profile *profile = lbh_pipeline_borrow_profile(pipeline, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(profile[1].path, "l.t");
    ck_assert_str_eq(profile[1].plugin, "tally");
    ck_assert_int_eq(profile[1].calls, 10);
}
END_TEST

SUITE("swap")
{
    PROMISE_WITH(suite, "a block is replaced in mid-run", swapping_setup, swapping_teardown, a_block_is_replaced_in_mid_run,
                 another_thread_is_told_how_it_ended, many_changes_follow_each_other,
                 a_change_waits_for_the_trial_of_the_one_before);
    PROMISE_WITH(suite, "a pipeline that does not run is changed at once", swapping_setup, swapping_teardown,
                 an_idle_pipeline_is_changed_at_once, a_pipeline_is_checked_before_it_is_changed,
                 a_pipeline_that_failed_its_check_is_not_changed, inputs_are_set_as_before, a_change_is_applied_once);
    PROMISE_WITH(suite, "listeners may change what runs", swapping_setup, swapping_teardown,
                 listeners_of_all_boundaries_may_change, nothing_changes_while_a_block_is_at_work,
                 nothing_changes_while_a_loop_begins, blocks_are_timed_and_told_of_as_before);
}
