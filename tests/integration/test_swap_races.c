/* SPDX-License-Identifier: MIT */
/* Tests that changes from several threads take turns, and that runs may begin, end, pause and stop meanwhile. */
#include <stdatomic.h>
#include <unistd.h>

#include "swapping.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define TIMES 40
#else
#define TIMES 200
#endif

#define BLOCKS                                                                                                                 \
    "'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}, 'n': {'use': 'nap'}, 'c': {'use': "                 \
    "'count-calls'}}}}"
#define ENDLESS "'inputs': {'num_steps': 1000000000, 'x': 0}, " BLOCKS
#define SHORT "'inputs': {'num_steps': 3, 'x': 0}, " BLOCKS

/* A thread that swaps, and what came of it. */
struct swapper {
    pthread_t thread;
    const char *version;
    _Atomic int done;
    _Atomic int refused;
};

/* Waits for no trial: the loop may be at its end. */
static enum lbh_status swap_quietly(const char *version, int64_t trial_calls, struct lbh_result *outcome)
{
    struct lbh_change *own = lbh_change_new(pipeline);
    lbh_change_replace(own, "l.t", version, NULL);
    lbh_change_set_timeout(own, 0);
    lbh_change_set_trial_calls(own, trial_calls);
    const enum lbh_status status = lbh_change_apply(own, outcome, NULL);
    lbh_change_free(own);
    return status;
}

static void *swap_many_times(void *user)
{
    struct swapper *swapper = user;
    for (int i = 0; i < TIMES; i++) {
        struct lbh_result outcome;
        const enum lbh_status status = swap_quietly(swapper->version, i % 4, &outcome);
        swapper->done += status == LBH_OK;
        swapper->refused += status != LBH_OK;
    }
    return NULL;
}

static void start_swapper(struct swapper *swapper, const char *version)
{
    swapper->version = version_of(version);
    swapper->done = swapper->refused = 0;
    ck_assert_int_eq(pthread_create(&swapper->thread, NULL, swap_many_times, swapper), 0);
}

/* All swaps of such a one must have been done. */
static void join_swapper(struct swapper *swapper)
{
    ck_assert_int_eq(pthread_join(swapper->thread, NULL), 0);
    ck_assert_int_eq(swapper->done, TIMES);
    ck_assert_int_eq(swapper->refused, 0);
}

/* Between all ones and all tens; whoever counts keeps his sum. */
static void assert_counted(void)
{
    const int64_t x = value_of("x"), calls = value_of("calls");
    ck_assert_int_eq((x - calls) % 9, 0);
    ck_assert_int_ge(x, calls);
    ck_assert_int_le(x, 10 * calls);
    ck_assert_int_eq(value_of("total"), x);
}

START_TEST(two_threads_swap_the_same_block)
{
    struct swapper one, two;
    parse(ENDLESS);
    start_run();
    start_swapper(&one, "tally");
    start_swapper(&two, "tally-2");
    join_swapper(&one);
    join_swapper(&two);
    stop_run();
    assert_counted();
}
END_TEST

START_TEST(runs_begin_and_end_during_swaps)
{
    struct swapper swapper;
    int64_t calls = 0;
    parse(SHORT);
    start_swapper(&swapper, "tally-2");
    for (int i = 0; i < TIMES; i++) {
        run();
        calls += 3;
        ck_assert_int_ge(value_of("x"), 3);
        ck_assert_int_le(value_of("x"), 30);
        ck_assert_int_eq(value_of("calls"), calls);
    }
    join_swapper(&swapper);
    run();
    ck_assert_int_eq(value_of("x"), 30);
}
END_TEST

START_TEST(a_run_begins_while_the_pipeline_is_checked_for_a_swap)
{
    for (int i = 0; i < TIMES / 10; i++) {
        struct swapper swapper;
        parse(SHORT);
        start_swapper(&swapper, "tally-2");
        run();
        ck_assert_int_eq(value_of("calls"), 3);
        join_swapper(&swapper);
    }
}
END_TEST

START_TEST(inputs_that_are_set_during_a_swap_are_heeded)
{
    struct swapper swapper;
    parse(SHORT);
    run();
    start_swapper(&swapper, "tally");
    for (int i = 0; i < TIMES; i++) {
        char number[32];
        snprintf(number, sizeof number, "%d", 1000 * i);
        set("x", number);
        run();
        ck_assert_int_eq(value_of("x"), 1000 * i + 3);
        run();
        ck_assert_int_eq(value_of("x"), 1000 * i + 3);
    }
    join_swapper(&swapper);
}
END_TEST

static _Atomic bool over;

static void *pause_and_resume(void *unused)
{
    (void)unused;
    while (!over) {
        lbh_pipeline_pause(pipeline);
        usleep(300);
        lbh_pipeline_resume(pipeline);
        lbh_pipeline_request_progress(pipeline);
        usleep(500);
    }
    return NULL;
}

static void *ask_for_status(void *unused)
{
    (void)unused;
    while (!over) {
        char *status = lbh_pipeline_status(pipeline, NULL);
        ck_assert(strstr(status, "\"path\": \"l.t\""));
        free(status);
        usleep(100);
    }
    return NULL;
}

START_TEST(pauses_and_questions_come_during_swaps)
{
    pthread_t pauser, asker;
    int done = 0;
    parse(ENDLESS);
    start_run();
    over = false;
    ck_assert_int_eq(pthread_create(&pauser, NULL, pause_and_resume, NULL), 0);
    ck_assert_int_eq(pthread_create(&asker, NULL, ask_for_status, NULL), 0);
    for (int i = 0; i < TIMES; i++) {
        swap("l.t", i % 2 ? "tally" : "tally-2");
        done += swap_status == LBH_OK;
        if (swap_status == LBH_OK) continue;
        assert_refused(LBH_STEP_EDIT, "still on trial"); /* the one before met a pause */
        usleep(500);
    }
    over = true;
    ck_assert_int_eq(pthread_join(pauser, NULL), 0);
    ck_assert_int_eq(pthread_join(asker, NULL), 0);
    ck_assert_int_gt(done, TIMES / 20);
    stop_run();
    assert_counted();
}
END_TEST

START_TEST(a_paused_pipeline_changes_and_goes_on_with_it)
{
    parse(ENDLESS);
    start_run();
    lbh_pipeline_pause(pipeline);
    swap("l.t", "tally-2");
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", -2);
    assert_status_contains("\"state\": \"paused\"");
    const int64_t before = result.iteration;
    swap("l.t", "tally");
    assert_refused(LBH_STEP_EDIT, "still on trial");
    lbh_pipeline_resume(pipeline);
    for (bool retired = false; !retired;) {
        char *status = lbh_pipeline_status(pipeline, diag);
        retired = strstr(status, "\"reason\": \"replaced\"");
        free(status);
    }
    stop_run();
    ck_assert_int_eq(value_of("x"), before + 10 * (value_of("calls") - before));
}
END_TEST

START_TEST(stops_come_during_swaps)
{
    struct swapper swapper;
    parse(ENDLESS);
    start_run();
    start_swapper(&swapper, "tally-2");
    for (int i = 0; i < 10; i++) {
        usleep(2000);
        stop_run();
        start_run();
    }
    join_swapper(&swapper);
    stop_run();
}
END_TEST

static int swap_now_and_then(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    (void)running;
    struct swapper *swapper = user;
    struct lbh_result outcome;
    if (event->loops[0].iterations % 8 != 0) return 0;
    const enum lbh_status status = swap_quietly(swapper->version, 2, &outcome);
    swapper->done += status == LBH_OK;
    swapper->refused += status == LBH_ERR_USAGE;
    ck_assert(status == LBH_OK || status == LBH_ERR_USAGE);
    return 0;
}

START_TEST(a_listener_swaps_while_another_thread_does)
{
    struct swapper listener = {.version = version_of("tally")};
    int done = 0;
    parse(ENDLESS);
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, swap_now_and_then, &listener, diag), LBH_OK);
    start_run();
    while (done < TIMES / 4 || listener.done < 3) {
        struct lbh_result outcome;
        ck_assert_int_eq(swap_quietly(version_of("tally-2"), done % 4, &outcome), LBH_OK);
        if (++done % 8 == 0) usleep(1000); /* let him have his turn */
    }
    stop_run();
    ck_assert_int_gt(listener.refused, 0);
    assert_counted();
}
END_TEST

SUITE("swap_races")
{
    PROMISE_WITH(suite, "changes take turns", swapping_setup, swapping_teardown, two_threads_swap_the_same_block,
                 a_listener_swaps_while_another_thread_does);
    PROMISE_WITH(suite, "runs come and go during changes", swapping_setup, swapping_teardown, runs_begin_and_end_during_swaps,
                 a_run_begins_while_the_pipeline_is_checked_for_a_swap, inputs_that_are_set_during_a_swap_are_heeded,
                 stops_come_during_swaps);
    PROMISE_WITH(suite, "a running pipeline is paused, asked and changed at once", swapping_setup, swapping_teardown,
                 pauses_and_questions_come_during_swaps, a_paused_pipeline_changes_and_goes_on_with_it);
}
