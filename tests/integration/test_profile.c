/* SPDX-License-Identifier: MIT */
/* Profiling counts every call of every block, and takes its time; without it nothing is noted. */
#include "integration/fixture.h"

#define NESTED                                                                                                                 \
    "'inputs': {'outer_steps': 3, 'inner_steps': 4, 'x': 0}, 'blocks': {"                                                      \
    "'outer': {'use': 'loop-for', 'map': {'num_steps': 'outer_steps'}, 'blocks': {"                                            \
    "'first': {'use': 'add-one'},"                                                                                             \
    "'inner': {'use': 'loop-for', 'map': {'num_steps': 'inner_steps'}, 'blocks': {'second': {'use': 'add-one'}}}}}}"

static const struct lbh_profile *find_profile(const char *path)
{
    size_t count = 0;
    const struct lbh_profile *profiles = lbh_pipeline_borrow_profile(pipeline, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(profiles[i].path, path) == 0) return &profiles[i];
    ck_abort_msg("no profile of %s", path);
}

START_TEST(calls_of_nested_blocks_are_counted)
{
    parse(NESTED);
    ck_assert_int_eq(lbh_pipeline_set_profiling(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_OK);
    ck_assert_int_eq(whole("x"), 3 * (1 + 4));
    ck_assert_int_eq(find_profile("outer")->calls, 1);
    ck_assert_int_eq(find_profile("outer.first")->calls, 3);
    ck_assert_int_eq(find_profile("outer.inner")->calls, 3);
    ck_assert_int_eq(find_profile("outer.inner.second")->calls, 12);
    ck_assert_str_eq(find_profile("outer.inner")->plugin, "loop-for");
    ck_assert_int_eq(find_profile("outer.inner.second")->prepares, 1);
}
END_TEST

START_TEST(a_loop_s_time_has_that_of_its_blocks_in_it)
{
    parse(NESTED);
    ck_assert_int_eq(lbh_pipeline_set_profiling(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_OK);
    ck_assert_int_gt(find_profile("outer.first")->call_ns, 0);
    ck_assert_int_ge(find_profile("outer")->call_ns,
                     find_profile("outer.inner")->call_ns + find_profile("outer.first")->call_ns);
    ck_assert_int_ge(find_profile("outer.inner")->call_ns, find_profile("outer.inner.second")->call_ns);
}
END_TEST

START_TEST(runs_add_up)
{
    parse(NESTED);
    ck_assert_int_eq(lbh_pipeline_set_profiling(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_set_profiling(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_OK);
    ck_assert_int_eq(find_profile("outer.inner.second")->calls, 24);
    ck_assert_int_eq(find_profile("outer.inner.second")->prepares, 2);
}
END_TEST

START_TEST(without_profiling_nothing_is_noted)
{
    size_t count = 1;
    parse(NESTED);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_OK);
    ck_assert_ptr_null(lbh_pipeline_borrow_profile(pipeline, &count));
    ck_assert_uint_eq(count, 0);
}
END_TEST

static int count_event(void *user, struct lbh_pipeline *which, const struct lbh_event *event)
{
    (void)which, (void)event;
    ++*(int *)user;
    return 0;
}

START_TEST(profiled_blocks_are_still_told_of)
{
    int begun = 0;
    parse(NESTED);
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_BLOCK_BEGIN, count_event, &begun, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_set_profiling(pipeline, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_OK);
    ck_assert_int_eq(begun, 3 + 12);
    ck_assert_int_eq(find_profile("outer.inner.second")->calls, 12);
}
END_TEST

SUITE("profile")
{
    PROMISE_WITH(suite, "time is taken when asked for", fixture_setup, fixture_teardown, calls_of_nested_blocks_are_counted,
                 a_loop_s_time_has_that_of_its_blocks_in_it, runs_add_up, without_profiling_nothing_is_noted,
                 profiled_blocks_are_still_told_of);
}
