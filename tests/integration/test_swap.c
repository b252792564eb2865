/* SPDX-License-Identifier: MIT */
/* Tests that a block gives way to another while the loop runs, and that a bad one changes nothing. */
#include "swapping.h"

#define COUNTING                                                                                                               \
    "'inputs': {'num_steps': 10, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}}}}, "           \
    "'outputs': ['x', 'total']"

static void to_version_2(void)
{
    replace("l.t", "tally-2");
}

START_TEST(a_block_is_replaced_in_mid_run)
{
    parse(COUNTING);
    at(&(struct at_iteration){4, to_version_2});
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_int_eq(result.outcome, LBH_OUTCOME_ON_TRIAL);
    ck_assert_str_eq(result.loop, "l");
    ck_assert_int_eq(result.iteration, 4);
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
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_int_eq(result.outcome, LBH_OUTCOME_DONE);
    ck_assert_int_eq(result.iteration, -1);
    run();
    ck_assert_int_eq(value_of("x"), 100);
    ck_assert_int_eq(value_of("total"), 110); /* states persist */
}
END_TEST

static void to_faulty(void)
{
    replace("l.t", "tally-faulty");
}

START_TEST(a_block_that_fails_on_trial_never_was)
{
    setenv("LOOPBLOCKS_TEST_FAULT", "call fail outside 3", 1);
    parse(COUNTING);
    at(&(struct at_iteration){4, to_faulty});
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    /* Two good calls by hundreds, the third is made by the old one. */
    ck_assert_int_eq(value_of("x"), 208);
    ck_assert_int_eq(value_of("total"), 208);
}
END_TEST

SUITE("swap")
{
    PROMISE_WITH(suite, "a block is replaced", swapping_setup, swapping_teardown, a_block_is_replaced_in_mid_run,
                 an_idle_pipeline_is_changed_at_once, a_block_that_fails_on_trial_never_was);
}
