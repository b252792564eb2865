/* SPDX-License-Identifier: MIT */
/* Tests of listeners: what they are told and when, what they may change, and how a run is stopped. */
#include <signal.h>
#include <sys/time.h>

#include "fixture.h"

#define ALL_EVENTS 511u
#define NESTED                                                                                                                 \
    "'inputs': {'num_steps': 2, 'rows': 2, 'x': 0}, 'blocks': {'first': {'use': 'increase'}, 'o': {'use': 'loop-rows', "       \
    "'blocks': {'i': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}}}, 'b': {'use': 'increase'}}}}"
#define ENDLESS                                                                                                                \
    "'inputs': {'num_steps': 1000000000000, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': "             \
    "'increase'}}}, 'after': {'use': 'increase'}}"

/* What a listener heard, as one line: "(" begins, ")" ends; R a run, L a loop, I an iteration, B a block. */
static char heard[4000];

static int note(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    static const char *const names[] = {"R(", "R)", "L(", "L)", "I(", "I)", "B(", "B)", "P"};
    (void)user;
    ck_assert_ptr_eq(told_by, pipeline);
    size_t bit = 0;
    while (!(event->kind >> bit & 1)) bit++;
    char *end = heard + strlen(heard);
    end += sprintf(end, "%s%s", names[bit], event->path);
    for (size_t i = 0; i < event->loop_count; i++) end += sprintf(end, ":%lld", (long long)event->loops[i].iterations);
    if (event->status != LB_OK) end += sprintf(end, "!%d", event->status);
    strcpy(end, " ");
    return 0;
}

static void listen_to(uint32_t events, lbh_listener listener, void *user)
{
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, events, listener, user, diag), LBH_OK);
}

static void setup(void)
{
    fixture_setup();
    heard[0] = 0;
}

/* --- what is told --- */

START_TEST(everything_is_told_in_order)
{
    parse(NESTED);
    listen_to(ALL_EVENTS, note, NULL);
    run();
    ck_assert_str_eq(heard, "R( B(first B)first L(o:0 "
                            "I(o:0 L(o.i:0:0 I(o.i:0:0 B(o.i.a:0:0 B)o.i.a:0:0 I)o.i:0:1 I(o.i:0:1 B(o.i.a:0:1 B)o.i.a:0:1 "
                            "I)o.i:0:2 L)o.i:0:2 B(o.b:0 B)o.b:0 I)o:1 "
                            "I(o:1 L(o.i:1:0 I(o.i:1:0 B(o.i.a:1:0 B)o.i.a:1:0 I)o.i:1:1 I(o.i:1:1 B(o.i.a:1:1 B)o.i.a:1:1 "
                            "I)o.i:1:2 L)o.i:1:2 B(o.b:1 B)o.b:1 I)o:2 L)o:2 R) ");
}
END_TEST

START_TEST(only_what_was_asked_for_is_told)
{
    parse(NESTED);
    listen_to(LBH_EVENT_LOOP_BEGIN | LBH_EVENT_LOOP_END, note, NULL);
    run();
    ck_assert_str_eq(heard, "L(o:0 L(o.i:0:0 L)o.i:0:2 L(o.i:1:0 L)o.i:1:2 L)o:2 ");
    listen_to(LBH_EVENT_BLOCK_END, note, NULL);
    heard[0] = 0;
    run();
    ck_assert_ptr_nonnull(strstr(heard, "B)o.b:1 "));
    ck_assert_ptr_null(strstr(heard, "B("));
}
END_TEST

START_TEST(several_listeners_are_told)
{
    parse(NESTED);
    listen_to(LBH_EVENT_RUN_BEGIN, note, NULL);
    listen_to(LBH_EVENT_RUN_BEGIN | LBH_EVENT_RUN_END, note, NULL);
    run();
    ck_assert_str_eq(heard, "R( R( R) ");
}
END_TEST

START_TEST(blocks_in_cases_are_told)
{
    parse("'inputs': {'num_steps': 1, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'s': {'select': {"
          "'c': {'when': 'x', 'blocks': {'a': {'use': 'increase'}}}}}}}}");
    listen_to(LBH_EVENT_BLOCK_BEGIN, note, NULL);
    run();
    ck_assert_str_eq(heard, "B(l.s.c.a:0 ");
}
END_TEST

START_TEST(ends_tell_their_status)
{
    parse("'inputs': {'num_steps': 9}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'a': {'use': 'answer', 'config': {'status': -3, 'at': 1}}}}}");
    listen_to(ALL_EVENTS & ~(LBH_EVENT_LOOP_BEGIN | LBH_EVENT_RUN_BEGIN), note, NULL);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, NULL), LBH_ERR_BLOCK);
    ck_assert_str_eq(heard, "I(l:0 B(l.a:0 B)l.a:0 I)l:1 I(l:1 B(l.a:1 B)l.a:1!-3 I)l:1!-3 L)l:1!-3 R)!-3 ");
}
END_TEST

START_TEST(stop_is_told_as_a_good_end)
{
    size_t count = 77;
    parse("'inputs': {'num_steps': 9}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'a': {'use': 'answer', 'config': {'status': 1, 'at': 1}}}}}");
    listen_to(LBH_EVENT_ITERATION_END | LBH_EVENT_LOOP_END | LBH_EVENT_RUN_END, note, NULL);
    run();
    ck_assert_str_eq(heard, "I)l:1 I)l:2!1 L)l:2 R) ");
    lbh_pipeline_where(pipeline, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

static int check_arguments(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)told_by;
    ck_assert_uint_eq(event->loop_count, 2);
    const struct lbh_loop_position *outer = &event->loops[0], *inner = &event->loops[1];
    ck_assert_str_eq(outer->path, "o");
    ck_assert_str_eq(inner->path, "o.i");
    ck_assert_uint_eq(inner->argument_count, 1);
    ck_assert_str_eq(inner->arguments[0].name, "i");
    ck_assert_uint_eq(inner->arguments[0].type, LB_TYPE_I64);
    ck_assert_str_eq(outer->arguments[0].name, "row");
    int64_t *sums = user;
    sums[0] += *(const int64_t *)inner->arguments[0].value;
    sums[1] += *(const int64_t *)outer->arguments[0].value;
    ck_assert_int_eq(inner->total, 3);
    ck_assert_int_eq(inner->done, inner->iterations);
    ck_assert_int_eq(outer->total, 0); /* loop-rows reports no progress */
    return 0;
}

START_TEST(positions_carry_arguments_and_progress)
{
    int64_t sums[2] = {0, 0};
    parse("'inputs': {'num_steps': 3, 'rows': 4, 'x': 0}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {'i': {'use': "
          "'loop-for', "
          "'blocks': {'a': {'use': 'increase'}}}}}}");
    listen_to(LBH_EVENT_BLOCK_BEGIN, check_arguments, sums);
    run();
    ck_assert_int_eq(sums[0], 4 * (0 + 1 + 2));
    ck_assert_int_eq(sums[1], 3 * (0 + 1 + 2 + 3));
}
END_TEST

START_TEST(progress_is_told_once_each_time_it_is_asked_for)
{
    parse(NESTED);
    listen_to(LBH_EVENT_PROGRESS, note, NULL);
    run();
    ck_assert_str_eq(heard, "");
    lbh_pipeline_request_progress(pipeline);
    lbh_pipeline_request_progress(pipeline);
    run();
    ck_assert_str_eq(heard, "P ");
}
END_TEST

/* --- what a listener may do --- */

static int double_x(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)user, (void)event;
    *(int64_t *)lbh_pipeline_slot(told_by, "x", NULL)->tensor.data *= 2;
    return 0;
}

START_TEST(a_listener_may_write_between_iterations)
{
    parse("'inputs': {'num_steps': 3, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}}}}");
    listen_to(LBH_EVENT_ITERATION_END, double_x, NULL);
    run();
    ck_assert_int_eq(whole("x"), 14);
}
END_TEST

/* Stops at the n-th event. */
static int count_down(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)told_by, (void)event;
    int *left = user;
    return --*left == 0;
}

static void assert_stopped(int64_t x)
{
    lbh_diag_clear(diag);
    const enum lbh_status status = lbh_pipeline_run(pipeline, diag);
    ck_assert_msg(status == LBH_STOPPED, "status %d: %s", (int)status, lbh_diag_text(diag));
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
    ck_assert_int_eq(whole("x"), x);
}

START_TEST(a_listener_may_stop_the_run)
{
    static const struct {
        uint32_t event;
        int nth;
        int64_t x; /* how many blocks have run */
    } cases[] = {
        {LBH_EVENT_RUN_BEGIN, 1, 0},  {LBH_EVENT_BLOCK_END, 1, 1},     {LBH_EVENT_LOOP_BEGIN, 1, 1},
        {LBH_EVENT_LOOP_BEGIN, 2, 1}, {LBH_EVENT_ITERATION_END, 1, 2}, {LBH_EVENT_ITERATION_BEGIN, 3, 2},
        {LBH_EVENT_LOOP_END, 1, 4},   {LBH_EVENT_BLOCK_BEGIN, 2, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int left = cases[i].nth;
        parse(NESTED);
        listen_to(cases[i].event, count_down, &left);
        assert_stopped(cases[i].x);
        left = 0; /* never again */
        run();
        ck_assert_int_eq(whole("x"), 7);
    }
}
END_TEST

/* --- stopping from outside --- */

START_TEST(a_stop_before_the_run_counts_for_that_run)
{
    parse(NESTED);
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_OK);
    lbh_pipeline_stop(pipeline);
    assert_stopped(0);
    run();
    ck_assert_int_eq(whole("x"), 7);
}
END_TEST

static void stop_on_signal(int number)
{
    (void)number;
    lbh_pipeline_stop(pipeline);
}

static void alarm_after_ms(int milliseconds)
{
    const struct itimerval once = {.it_value = {.tv_sec = 0, .tv_usec = 1000 * milliseconds}};
    ck_assert_int_eq(setitimer(ITIMER_REAL, &once, NULL), 0);
}

START_TEST(a_signal_handler_may_stop_the_run)
{
    parse(ENDLESS);
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_OK);
    signal(SIGALRM, stop_on_signal);
    for (int k = 0; k < 2; k++) {
        alarm_after_ms(20);
        ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_STOPPED);
        ck_assert_int_ge(whole("x"), 0);
    }
    signal(SIGALRM, SIG_DFL);
}
END_TEST

/* --- where it was --- */

START_TEST(where_it_stopped_is_remembered)
{
    size_t count = 77;
    int left = 3;
    parse(NESTED);
    ck_assert_ptr_null(lbh_pipeline_where(pipeline, &count));
    ck_assert_uint_eq(count, 0);
    listen_to(LBH_EVENT_ITERATION_BEGIN, count_down, &left);
    assert_stopped(2);
    const struct lbh_loop_position *where = lbh_pipeline_where(pipeline, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(where[0].path, "o");
    ck_assert_int_eq(where[0].iterations, 0);
    ck_assert_str_eq(where[1].path, "o.i");
    ck_assert_int_eq(where[1].iterations, 1);
    ck_assert_int_eq(where[1].done, 1);
    ck_assert_int_eq(where[1].total, 2);
    ck_assert_int_eq(*(const int64_t *)where[1].arguments[0].value, 1);
    left = 0;
    run();
    lbh_pipeline_where(pipeline, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(where_it_failed_is_remembered)
{
    size_t count = 0;
    parse("'inputs': {'num_steps': 9}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'a': {'use': 'answer', 'config': {'status': -3, 'at': 4}}}}}");
    ck_assert_int_eq(lbh_pipeline_run(pipeline, NULL), LBH_ERR_BLOCK);
    const struct lbh_loop_position *where = lbh_pipeline_where(pipeline, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(where[0].path, "l");
    ck_assert_int_eq(where[0].iterations, 4);
}
END_TEST

START_TEST(between_loops_it_is_nowhere)
{
    size_t count = 77;
    int left = 1;
    parse(NESTED);
    listen_to(LBH_EVENT_BLOCK_END, count_down, &left);
    assert_stopped(1);
    lbh_pipeline_where(pipeline, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

SUITE("events")
{
    PROMISE_WITH(suite, "listeners are told", setup, fixture_teardown, everything_is_told_in_order,
                 only_what_was_asked_for_is_told, several_listeners_are_told, blocks_in_cases_are_told, ends_tell_their_status,
                 stop_is_told_as_a_good_end, positions_carry_arguments_and_progress,
                 progress_is_told_once_each_time_it_is_asked_for);
    PROMISE_WITH(suite, "listeners take part", setup, fixture_teardown, a_listener_may_write_between_iterations,
                 a_listener_may_stop_the_run);
    PROMISE_WITH(suite, "a run can be stopped", setup, fixture_teardown, a_stop_before_the_run_counts_for_that_run,
                 a_signal_handler_may_stop_the_run);
    PROMISE_WITH(suite, "where it was is remembered", setup, fixture_teardown, where_it_stopped_is_remembered,
                 where_it_failed_is_remembered, between_loops_it_is_nowhere);
}
