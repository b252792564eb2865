/* SPDX-License-Identifier: MIT */
/* Tests of the bundled loop wrappers: how often they run their blocks, what they pass, and what they report as progress. */
#include "fixture.h"

#define DENOISE_LOOP "'blocks': {\n'l': {'use': 'loop-denoise', 'blocks': {'a': {'use': 'increase'}}}}"
#define ORDER_TWO "'components': {'scheduler': {'use': 'order-two'}}, "

/* What was passed at the beginning of each iteration, "i t" or "i", and the progress, "done/total"; at the end that alone. */
static char heard[1000];

static int note(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)user, (void)told_by;
    ck_assert_uint_eq(event->loop_count, 1);
    const struct lbh_loop_position *loop = &event->loops[0];
    char *end = heard + strlen(heard);
    if (event->kind == LBH_EVENT_ITERATION_BEGIN) {
        for (size_t k = 0; k < loop->argument_count; k++) {
            const struct lbh_loop_argument *argument = &loop->arguments[k];
            if (strcmp(argument->name, "i") == 0)
                end += sprintf(end, "%lld ", (long long)*(const int64_t *)argument->value);
            else if (strcmp(argument->name, "t") == 0)
                end += sprintf(end, "%g ", *(const double *)argument->value);
            else
                ck_abort_msg("unexpected argument %s", argument->name);
        }
    }
    sprintf(end, "%lld/%lld%s", (long long)loop->done, (long long)loop->total,
            event->kind == LBH_EVENT_ITERATION_BEGIN ? ", " : "");
    return 0;
}

/* Runs a loop of blocks that count x up, and expects this to be heard. */
static void assert_heard(const char *members, const char *expected, int64_t iterations)
{
    heard[0] = 0;
    parse(members);
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_BEGIN | LBH_EVENT_LOOP_END, note, NULL, diag), LBH_OK);
    run();
    ck_assert_str_eq(heard, expected);
    ck_assert_int_eq(whole("x"), iterations);
}

/* --- loop-for --- */

START_TEST(loop_for_counts)
{
    assert_heard(
        "'inputs': {'num_steps': 3, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}}}}",
        "0 0/3, 1 1/3, 2 2/3, 3/3", 3);
}
END_TEST

START_TEST(loop_for_may_count_nothing)
{
    assert_heard(
        "'inputs': {'num_steps': 0, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}}}}", "0/0",
        0);
}
END_TEST

START_TEST(loop_for_refuses_less_than_nothing)
{
    parse("'inputs': {\n'num_steps': -1, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}}}}");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "\"num_steps\": expected=at least 0, found=-1", .line = 3, .column = 1,
              .path = "inputs.num_steps");
}
END_TEST

/* --- loop-denoise --- */

START_TEST(loop_denoise_visits_every_timestep)
{
    assert_heard("'inputs': {'timesteps': [30, 20.5, 0], 'num_inference_steps': 3, 'x': 0}, " DENOISE_LOOP,
                 "0 30 0/3, 1 20.5 1/3, 2 0 2/3, 3/3", 3);
}
END_TEST

START_TEST(loop_denoise_begins_where_it_is_told)
{
    assert_heard("'inputs': {'timesteps': [4, 3, 2, 1], 'num_inference_steps': 4, 'begin_index': 2, 'x': 0}, " DENOISE_LOOP,
                 "0 2 0/2, 1 1 1/2, 2/2", 2);
    assert_heard("'inputs': {'timesteps': [4, 3], 'num_inference_steps': 2, 'begin_index': 2, 'x': 0}, " DENOISE_LOOP, "0/0",
                 0);
}
END_TEST

START_TEST(loop_denoise_may_visit_nothing)
{
    assert_heard("'inputs': {'timesteps': [], 'num_inference_steps': 3, 'x': 0}, " DENOISE_LOOP, "0/0", 0);
}
END_TEST

START_TEST(warming_up_is_no_progress)
{
    assert_heard("'inputs': {'timesteps': [5, 4, 3, 2, 1], 'num_inference_steps': 3, 'x': 0}, " DENOISE_LOOP,
                 "0 5 0/3, 1 4 0/3, 2 3 0/3, 3 2 1/3, 4 1 2/3, 3/3", 5);
}
END_TEST

START_TEST(two_timesteps_make_a_step_of_order_two)
{
    assert_heard(ORDER_TWO "'inputs': {'timesteps': [6, 5, 4, 3, 2, 1], 'num_inference_steps': 3, 'x': 0}, " DENOISE_LOOP,
                 "0 6 0/3, 1 5 0/3, 2 4 1/3, 3 3 1/3, 4 2 2/3, 5 1 2/3, 3/3", 6);
}
END_TEST

START_TEST(the_last_step_of_order_two_may_have_one_timestep)
{
    assert_heard(ORDER_TWO "'inputs': {'timesteps': [5, 4, 4, 3, 3], 'num_inference_steps': 3, 'x': 0}, " DENOISE_LOOP,
                 "0 5 0/3, 1 4 0/3, 2 4 1/3, 3 3 1/3, 4 3 2/3, 3/3", 5);
}
END_TEST

START_TEST(warming_up_is_no_progress_of_order_two)
{
    /* The rule: the last one, and every i with i + 1 even and more than 7 - 2 * 2 = 3. */
    assert_heard(ORDER_TWO "'inputs': {'timesteps': [7, 6, 5, 4, 3, 2, 1], 'num_inference_steps': 2, 'x': 0}, " DENOISE_LOOP,
                 "0 7 0/3, 1 6 0/3, 2 5 0/3, 3 4 0/3, 4 3 1/3, 5 2 1/3, 6 1 2/3, 3/3", 7);
}
END_TEST

START_TEST(loop_denoise_refuses_to_begin_behind_the_end)
{
    parse("'inputs': {'timesteps': [2, 1], 'num_inference_steps': 2, 'begin_index': 3, 'x': 0}, " DENOISE_LOOP);
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "(loop-denoise): begin_index is 3, but the schedule has 2 timesteps", .line = 3,
              .column = 1, .path = "blocks.l");
    ck_assert_int_eq(whole("x"), 0);
}
END_TEST

SUITE("loop wrappers")
{
    PROMISE_WITH(suite, "loop-for counts", fixture_setup, fixture_teardown, loop_for_counts, loop_for_may_count_nothing,
                 loop_for_refuses_less_than_nothing);
    PROMISE_WITH(suite, "loop-denoise walks the timesteps", fixture_setup, fixture_teardown, loop_denoise_visits_every_timestep,
                 loop_denoise_begins_where_it_is_told, loop_denoise_may_visit_nothing,
                 loop_denoise_refuses_to_begin_behind_the_end);
    PROMISE_WITH(suite, "loop-denoise counts inference steps", fixture_setup, fixture_teardown, warming_up_is_no_progress,
                 two_timesteps_make_a_step_of_order_two, the_last_step_of_order_two_may_have_one_timestep,
                 warming_up_is_no_progress_of_order_two);
}
