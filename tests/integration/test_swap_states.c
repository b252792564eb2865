/* SPDX-License-Identifier: MIT */
/* Tests of what becomes of states: kept, migrated there and back, lost where that is allowed, and those of components. */
#include "swapping.h"

#define LEDGER "'inputs': {'num_steps': 10}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'k': {'use': 'ledger'}}}}"

static const char *version;

static void swap_ledger(void)
{
    swap("l.k", version);
}

/* Swaps after four of ten iterations. */
static void run_with(const char *name, const char *fault)
{
    version = name;
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(LEDGER);
    at(&(struct at_iteration){4, swap_ledger});
    run();
    ck_assert_int_eq(value_of("trail"), 10); /* calls that counted, whoever made them */
}

START_TEST(states_of_the_same_name_and_type_are_kept)
{
    run_with("ledger-2", NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_str_eq(result.note, "");
    ck_assert_int_eq(value_of("kept"), 64);
    swap("l.k", "ledger"); /* and back, while nothing runs; the cache starts anew */
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    ck_assert_int_eq(value_of("kept"), 74);
    ck_assert_int_eq(value_of("trail"), 20);
}
END_TEST

START_TEST(states_of_another_type_are_migrated)
{
    run_with("ledger-real", NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_str_eq(result.note, "");
    ck_assert_int_eq(value_of("kept"), 604);
}
END_TEST

START_TEST(an_idle_pipelines_states_are_migrated)
{
    parse(LEDGER);
    run();
    swap("l.k", "ledger-real");
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    ck_assert_int_eq(value_of("kept"), 1010);
    ck_assert_int_eq(value_of("trail"), 20);
}
END_TEST

START_TEST(states_go_back_when_the_first_call_fails)
{
    run_with("ledger-real", "call fail anywhere 1");
    ck_assert_int_eq(value_of("kept"), 10);
}
END_TEST

START_TEST(what_good_calls_have_done_goes_back_too)
{
    run_with("ledger-real", "call fail anywhere 3");
    ck_assert_int_eq(value_of("kept"), 208);
}
END_TEST

START_TEST(without_a_way_back_one_call_is_tried)
{
    run_with("ledger-one-way", NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    assert_contains(result.note, "one call on trial");
    ck_assert_int_eq(value_of("kept"), 604);
}
END_TEST

START_TEST(without_a_way_back_the_second_call_is_the_new_blocks_own)
{
    version = "ledger-one-way";
    setenv("LOOPBLOCKS_TEST_FAULT", "call fail anywhere 2", 1);
    parse(LEDGER);
    at(&(struct at_iteration){4, swap_ledger});
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_BLOCK);
    assert_contains(lbh_diag_text(diag), "it was told to fail in call");
}
END_TEST

START_TEST(without_a_way_back_the_old_state_is_there_still)
{
    run_with("ledger-one-way", "call fail anywhere 1");
    ck_assert_int_eq(value_of("kept"), 10);
}
END_TEST

START_TEST(a_migration_that_fails_changes_nothing)
{
    run_with("ledger-real", "migrate fail anywhere 1");
    assert_refused(LBH_STEP_MIGRATE, "it was told to fail in migrate");
    ck_assert_int_eq(value_of("kept"), 10);
}
END_TEST

START_TEST(a_loss_is_refused)
{
    run_with("ledger-bare", NULL);
    assert_refused(LBH_STEP_MIGRATE, "state would be lost: \"count\", i64, of \"ledger\" 1.0.0");
    assert_refused(LBH_STEP_MIGRATE, "lb.migrate/1");
    ck_assert_int_eq(value_of("kept"), 10);
}
END_TEST

START_TEST(what_never_ran_has_nothing_to_lose)
{
    parse(LEDGER);
    swap("l.k", "ledger-bare");
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    ck_assert_int_eq(value_of("kept"), 1000);
}
END_TEST

START_TEST(another_plugin_does_not_take_states_over)
{
    parse(LEDGER);
    run();
    swap("l.k", "tally");
    ck_assert_int_ne(swap_status, LBH_OK); /* x is missing */
    begin_change();
    add_replace("l.k", "nap");
    apply_change();
    assert_refused(LBH_STEP_MIGRATE, "flagged LB_STATE_MAY_BE_LOST");
    begin_change();
    add_remove("l.k");
    add_insert("l.n", NULL, "nap");
    apply_change();
    assert_swapped(LBH_OUTCOME_DONE, "", -1); /* said as clearly as that, it is meant */
}
END_TEST

#define COUNTERS                                                                                                               \
    "'inputs': {'num_steps': 10, 'x': 0}, 'components': {'counter': {'use': 'counter'}, 'other': {'use': 'counter'}}, "        \
    "'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'with-counter'}, 'i': {'use': 'increase'}, "                  \
    "'b': {'use': 'with-counter', 'map': {'counted': 'again'}}}}}"

static void swap_counter(void)
{
    swap("counter", version);
}

static void run_counters(const char *name, const char *fault)
{
    version = name;
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(COUNTERS);
    at(&(struct at_iteration){4, swap_counter});
    run();
    ck_assert_int_eq(value_of("x"), 10); /* the block between the two is called once an iteration */
}

START_TEST(a_component_gives_way_for_all_its_users_at_once)
{
    run_counters("counter-2", NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_int_eq(value_of("counted"), 8 + 11 * 10);
    ck_assert_int_eq(value_of("again"), 8 + 12 * 10);
    assert_status_contains("made anew with what it uses");
}
END_TEST

START_TEST(a_component_that_fails_on_trial_never_was)
{
    run_counters("counter-2", "next fail anywhere 4"); /* in the second user's second call */
    ck_assert_int_eq(value_of("counted"), 8 + 2 * 10 + 4 * 2 + 1);
    ck_assert_int_eq(value_of("again"), 8 + 2 * 10 + 5 * 2);
}
END_TEST

START_TEST(a_component_whose_state_would_be_lost_is_refused)
{
    run_counters("counter-other", NULL);
    assert_refused(LBH_STEP_MIGRATE, "state would be lost: \"count\"");
    ck_assert_int_eq(value_of("again"), 20);
}
END_TEST

static void configure_counter(void)
{
    swap_status = lbh_pipeline_configure(pipeline, "counter", "step", "100", &result, swap_diag);
}

START_TEST(a_component_is_configured)
{
    parse(COUNTERS);
    at(&(struct at_iteration){4, configure_counter});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_int_eq(value_of("again"), 8 + 12 * 100);
}
END_TEST

SUITE("swap_states")
{
    PROMISE_WITH(suite, "states are kept, or migrated", swapping_setup, swapping_teardown,
                 states_of_the_same_name_and_type_are_kept, states_of_another_type_are_migrated,
                 an_idle_pipelines_states_are_migrated, a_migration_that_fails_changes_nothing);
    PROMISE_WITH(suite, "a rollback takes them back", swapping_setup, swapping_teardown,
                 states_go_back_when_the_first_call_fails, what_good_calls_have_done_goes_back_too,
                 without_a_way_back_one_call_is_tried, without_a_way_back_the_second_call_is_the_new_blocks_own,
                 without_a_way_back_the_old_state_is_there_still);
    PROMISE_WITH(suite, "nothing is lost unasked", swapping_setup, swapping_teardown, a_loss_is_refused,
                 what_never_ran_has_nothing_to_lose, another_plugin_does_not_take_states_over);
    PROMISE_WITH(suite, "components give way with their states", swapping_setup, swapping_teardown,
                 a_component_gives_way_for_all_its_users_at_once, a_component_that_fails_on_trial_never_was,
                 a_component_whose_state_would_be_lost_is_refused, a_component_is_configured);
}
