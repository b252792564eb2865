/* SPDX-License-Identifier: MIT */
/* Tests that a change whose first calls fail never was: what they wrote is put back, and the old block makes them again. */
#include "swapping.h"

#define COUNTING "'inputs': {'num_steps': 10, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}}}}"

static const char *version;

static void swap_t(void)
{
    swap("l.t", version);
}

static void run_counting(const char *name, const char *fault)
{
    version = name;
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(COUNTING);
    at(&(struct at_iteration){4, swap_t});
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_int_eq(value_of("total"), value_of("x"));
}

START_TEST(a_first_call_that_fails_never_was)
{
    run_counting("tally-faulty", "call fail anywhere 1");
    ck_assert_int_eq(value_of("x"), 10);
    assert_status_contains("it was told to fail in call");
    run();
    ck_assert_int_eq(value_of("x"), 10);
    ck_assert_int_eq(value_of("total"), 20);
}
END_TEST

START_TEST(a_third_call_that_fails_never_was)
{
    run_counting("tally-faulty", "call fail anywhere 3");
    ck_assert_int_eq(value_of("x"), 4 + 200 + 4);
}
END_TEST

START_TEST(a_call_after_the_trial_is_the_new_blocks_own)
{
    setenv("LOOPBLOCKS_TEST_FAULT", "call fail anywhere 4", 1);
    version = "tally-faulty";
    parse(COUNTING);
    at(&(struct at_iteration){4, swap_t});
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_BLOCK);
    assert_contains(lbh_diag_text(diag), "it was told to fail in call");
    ck_assert_uint_eq(lbh_diag_count(diag), 1);
    ck_assert_int_eq(value_of("x"), 404);
}
END_TEST

START_TEST(what_is_no_status_is_a_failure)
{
    run_counting("tally-odd", NULL);
    ck_assert_int_eq(value_of("x"), 10);
    assert_status_contains("which is no status");
}
END_TEST

START_TEST(a_block_may_end_its_loop_on_trial)
{
    run_counting("tally-stop", NULL);
    ck_assert_int_eq(value_of("x"), 10004);
}
END_TEST

START_TEST(a_trial_ends_with_its_loop)
{
    parse(COUNTING);
    version = "tally-2";
    at(&(struct at_iteration){9, swap_t});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 9);
    ck_assert_int_eq(value_of("x"), 19);
    version = "tally";
    swap_t();
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    ck_assert_int_eq(value_of("x"), 10);
}
END_TEST

static void swap_and_stop(void)
{
    swap_t();
    lbh_pipeline_stop(pipeline);
}

START_TEST(a_trial_ends_with_a_stop)
{
    parse(COUNTING);
    version = "tally-2";
    at(&(struct at_iteration){4, swap_and_stop});
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_STOPPED);
    ck_assert_int_eq(value_of("x"), 4);
    swap("l.t", "tally");
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
}
END_TEST

START_TEST(effects_outside_are_not_tried)
{
    run_counting("tally-effects", NULL);
    assert_swapped(LBH_OUTCOME_DONE, "l", 4);
    assert_contains(result.note, "no trial: \"l.t\" has effects outside");
    ck_assert_int_eq(value_of("x"), 6004);
}
END_TEST

static void swap_untried(void)
{
    begin_change();
    add_replace("l.t", "tally-2");
    lbh_change_set_trial_calls(edits, 0);
    apply_change();
}

START_TEST(a_trial_can_be_left_out)
{
    parse(COUNTING);
    at(&(struct at_iteration){4, swap_untried});
    run();
    assert_swapped(LBH_OUTCOME_DONE, "l", 4);
    ck_assert_int_eq(value_of("x"), 64);
}
END_TEST

START_TEST(another_thread_is_told_why)
{
    setenv("LOOPBLOCKS_TEST_FAULT", "call fail anywhere 2", 1);
    parse("'inputs': {'num_steps': 1000000000, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'t': {'use': 'tally'}, 'n': {'use': 'nap'}, 'c': {'use': 'count-calls'}}}}");
    start_run();
    swap("l.t", "tally-faulty");
    ck_assert_int_eq(swap_status, LBH_ERR_BLOCK);
    ck_assert_int_eq(result.outcome, LBH_OUTCOME_ROLLED_BACK);
    ck_assert_int_eq(result.step, LBH_STEP_TRIAL);
    ck_assert_int_eq(result.trial_calls, 1);
    assert_contains(lbh_diag_text(swap_diag), "block \"l.t\" (tally): it was told to fail in call");
    stop_run();
    ck_assert_int_eq(value_of("x"), value_of("calls") + 99);
    ck_assert_int_eq(value_of("total"), value_of("x"));
}
END_TEST

#define SMEARING                                                                                                               \
    "'inputs': {'num_steps': 6, 'values': [1, 2], 'text': ''}, "                                                               \
    "'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'smear'}}}}"

static void assert_smeared(const char *values, const char *doubled, const char *list, const char *words)
{
    assert_json("values", values);
    assert_json("doubled", doubled);
    assert_json("list", list);
    ck_assert_str_eq(text_of("text"), words);
}

static void run_smearing(const char *fault)
{
    version = "smear-2";
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(SMEARING);
    at(&(struct at_iteration){3, swap_t});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 3);
}

START_TEST(values_of_every_kind_are_put_back)
{
    run_smearing("call fail anywhere 1");
    assert_smeared("[7.0,8.0]", "[14.0,16.0]", "[1.0,1.0,1.0,1.0,1.0,1.0]", "1 1 1 1 1 1 ");
}
END_TEST

START_TEST(values_of_every_kind_are_put_back_to_after_a_good_call)
{
    run_smearing("call fail anywhere 2");
    assert_smeared("[16.0,17.0]", "[32.0,34.0]", "[1.0,1.0,1.0,10.0,1.0,1.0]", "1 1 1 10 1 1 ");
}
END_TEST

START_TEST(values_of_every_kind_go_on_when_all_is_well)
{
    run_smearing(NULL);
    assert_smeared("[34.0,35.0]", "[68.0,70.0]", "[1.0,1.0,1.0,10.0,10.0,10.0]", "1 1 1 10 10 10 ");
}
END_TEST

static void insert_smear(void)
{
    begin_change();
    add_insert("l.u", NULL, "{\"use\": \"smear\", \"map\": {\"doubled\": \"twice\", \"list\": \"other\"}}");
    add_replace("l.u", "smear-2");
    apply_change();
}

START_TEST(an_inserted_block_that_fails_leaves_nothing)
{
    setenv("LOOPBLOCKS_TEST_FAULT", "call fail anywhere 1", 1);
    parse(SMEARING);
    at(&(struct at_iteration){5, insert_smear}); /* nobody writes after it */
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 5);
    assert_smeared("[7.0,8.0]", "[14.0,16.0]", "[1.0,1.0,1.0,1.0,1.0,1.0]", "1 1 1 1 1 1 ");
    ck_assert_int_eq(slot_of("text")->tensor.shape[0], 12);
    ck_assert_ptr_null(lbh_pipeline_slot(pipeline, "twice", diag));
}
END_TEST

#define THREE                                                                                                                  \
    "'inputs': {'num_steps': 10, 'x': 0, 'y': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}, "      \
    "'i': {'use': 'increase', 'map': {'x': 'y'}}, 'u': {'use': 'tally', 'map': {'x': 'y', 'total': 'other'}}}}}"

static void swap_both(void)
{
    begin_change();
    add_replace("l.t", "tally-2");
    add_replace("l.u", "tally-faulty");
    apply_change();
}

START_TEST(of_several_new_blocks_none_stays_if_one_fails)
{
    setenv("LOOPBLOCKS_TEST_FAULT", "call fail anywhere 2", 1);
    parse(THREE);
    at(&(struct at_iteration){4, swap_both});
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_int_eq(value_of("x"), 4 + 10 + 5);
    ck_assert_int_eq(value_of("total"), 19);
    ck_assert_int_eq(value_of("other"), 4 + 100 + 5);
    ck_assert_int_eq(value_of("y"), 10 + 109);
}
END_TEST

static void swap_inner(void)
{
    swap("o.i.u", "smear-2");
}

START_TEST(a_block_of_an_inner_loop_is_tried_across_its_entries)
{
    setenv("LOOPBLOCKS_TEST_FAULT", "call fail anywhere 3", 1);
    parse("'inputs': {'num_steps': 5, 'rows': 2, 'x': 0, 'values': [0], 'text': ''}, 'blocks': {'o': {'use': 'loop-for', "
          "'blocks': {'t': {'use': 'tally'}, 'i': {'use': 'loop-rows', 'blocks': {'u': {'use': 'smear'}}}}}}");
    at(&(struct at_iteration){3, swap_inner}); /* only the outer loop comes so far */
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "o", 3);
    ck_assert_str_eq(text_of("text"), "1 1 1 1 1 1 10 10 1 1 ");
    ck_assert_int_eq(value_of("x"), 5);
}
END_TEST

SUITE("swap_trial")
{
    PROMISE_WITH(suite, "what fails on trial never was", swapping_setup, swapping_teardown, a_first_call_that_fails_never_was,
                 a_third_call_that_fails_never_was, what_is_no_status_is_a_failure, another_thread_is_told_why,
                 values_of_every_kind_are_put_back, values_of_every_kind_are_put_back_to_after_a_good_call,
                 values_of_every_kind_go_on_when_all_is_well, of_several_new_blocks_none_stays_if_one_fails,
                 an_inserted_block_that_fails_leaves_nothing, a_block_of_an_inner_loop_is_tried_across_its_entries);
    PROMISE_WITH(suite, "a trial ends", swapping_setup, swapping_teardown, a_call_after_the_trial_is_the_new_blocks_own,
                 a_block_may_end_its_loop_on_trial, a_trial_ends_with_its_loop, a_trial_ends_with_a_stop);
    PROMISE_WITH(suite, "not everything is tried", swapping_setup, swapping_teardown, effects_outside_are_not_tried,
                 a_trial_can_be_left_out);
}
