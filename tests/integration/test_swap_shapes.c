/* SPDX-License-Identifier: MIT */
/* Tests of prepare in a change: what it may shape, that it sees copies, and that it calls components only between iterations. */
#include "swapping.h"

#define FRAMING                                                                                                                \
    "'inputs': {'num_steps': 10, 'mark': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'f': {'use': 'frame'}}}}"

static const char *version;

static void swap_frame(void)
{
    swap("l.f", version);
}

static void run_framing(const char *name, const char *fault)
{
    version = name;
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(FRAMING);
    at(&(struct at_iteration){4, swap_frame});
    run();
}

START_TEST(prepare_works_on_copies)
{
    run_framing("frame-2", NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_int_eq(value_of("mark"), -1000 + 4 + 60); /* the first version's prepare, before the run: that is its own */
    assert_json("frame", "[10.0,10.0,10.0,10.0]");
}
END_TEST

START_TEST(another_shape_is_refused)
{
    run_framing("frame-wide", NULL);
    assert_refused(LBH_STEP_PREPARE, "shape clash: output=\"frame\", expected=f64[4] as the running loop has it, found=f64[8]");
    assert_refused(LBH_STEP_PREPARE, "other shapes need a new run");
    ck_assert_int_eq(value_of("mark"), -1000 + 10);
    assert_json("frame", "[1.0,1.0,1.0,1.0]");
}
END_TEST

START_TEST(another_shape_is_fine_where_nothing_runs)
{
    run_framing("frame-wide", NULL);
    swap_frame();
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    assert_json("frame", "[100.0,100.0,100.0,100.0,100.0,100.0,100.0,100.0]");
}
END_TEST

START_TEST(a_prepare_that_fails_changes_nothing)
{
    run_framing("frame-2", "prepare fail anywhere 1");
    assert_refused(LBH_STEP_PREPARE, "block \"l.f\" (frame): it was told to fail in prepare");
    ck_assert_int_eq(value_of("mark"), -1000 + 10);
}
END_TEST

START_TEST(a_new_output_is_shaped_beside_the_old_ones)
{
    run_framing("frame-more", NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    assert_json("extra", "[-1000.0,-1000.0,-1000.0,-1000.0]");
    ck_assert(is_set("extra"));
}
END_TEST

START_TEST(a_text_gets_the_room_that_is_asked_for)
{
    run_framing("frame-label", NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_uint_eq(strlen(text_of("label")), 9000);
    ck_assert_int_eq(value_of("mark"), -1000 + 4 + 60000);
}
END_TEST

START_TEST(a_block_that_reads_the_new_output_may_come_with_it)
{
    parse(FRAMING);
    run();
    begin_change();
    add_replace("l.f", "frame-more");
    add_insert("l.s", NULL, "{\"use\": \"smear\", \"map\": {\"values\": \"extra\"}}");
    apply_change();
    assert_swapped(LBH_OUTCOME_DONE, "", -1);
    run();
    assert_json("doubled", "[-1998.0,-1998.0,-1998.0,-1998.0]");
}
END_TEST

static void insert_reader(void)
{
    begin_change();
    add_replace("l.f", "frame-more");
    add_insert("l.s", NULL, "{\"use\": \"smear\", \"map\": {\"values\": \"extra\"}}");
    apply_change();
}

START_TEST(new_blocks_see_each_others_shapes)
{
    parse(FRAMING);
    at(&(struct at_iteration){4, insert_reader});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    assert_json("doubled", "[-1998.0,-1998.0,-1998.0,-1998.0]");
    assert_json("list", "[1.0,1.0,1.0,1.0,1.0,1.0]");
}
END_TEST

#define OFFICE                                                                                                                 \
    "'inputs': {'num_steps': 10}, 'components': {'desk': {'use': 'desk'}}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"    \
    "'c': {'use': 'clerk'}, 'd': {'use': 'clerk', 'map': {'sum': 'other'}}}}}"

static void swap_clerk(void)
{
    swap("l.c", "clerk-2");
}

static void run_office(const char *fault)
{
    if (fault) setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(OFFICE);
    at(&(struct at_iteration){4, swap_clerk});
    run();
}

START_TEST(a_prepare_that_calls_a_component_waits_for_the_boundary)
{
    run_office(NULL);
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "l", 4);
    ck_assert_double_eq(real("sum"), 8 + 5 * 11 + 10);
    ck_assert_double_eq(real("other"), 8 + 6 * 11);
}
END_TEST

START_TEST(a_component_is_as_it_was_when_prepare_fails)
{
    run_office("prepare fail anywhere 1");
    assert_refused(LBH_STEP_PREPARE, "it was told to fail in prepare");
    ck_assert_double_eq(real("other"), 20);
}
END_TEST

START_TEST(a_component_is_as_it_was_when_a_call_fails)
{
    run_office("call fail anywhere 2");
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_double_eq(real("other"), 20 + 9);
}
END_TEST

START_TEST(a_component_is_called_from_the_loops_thread_alone)
{
    parse("'inputs': {'num_steps': 1000000000}, 'components': {'desk': {'use': 'desk'}}, 'blocks': {'l': {'use': 'loop-for', "
          "'blocks': {'c': {'use': 'clerk'}, 'd': {'use': 'clerk', 'map': {'sum': 'other'}}, 'n': {'use': 'nap'}, "
          "'k': {'use': 'count-calls'}}}}");
    start_run();
    int64_t before = 0, expected = 0, by = 2;
    for (int i = 0; i < 10; i++) {
        swap("l.c", i % 2 ? "clerk" : "clerk-2");
        assert_swapped(LBH_OUTCOME_DONE, "l", -2);
        expected += (result.iteration - before) * by;
        before = result.iteration;
        by = i % 2 ? 2 : 11;
    }
    stop_run();
    ck_assert_double_eq(real("other"), (double)(expected + (value_of("calls") - before) * by));
}
END_TEST

SUITE("swap_shapes")
{
    PROMISE_WITH(suite, "prepare works on copies, and the shapes stay", swapping_setup, swapping_teardown,
                 prepare_works_on_copies, another_shape_is_refused, another_shape_is_fine_where_nothing_runs,
                 a_prepare_that_fails_changes_nothing);
    PROMISE_WITH(suite, "what is new is shaped", swapping_setup, swapping_teardown, a_new_output_is_shaped_beside_the_old_ones,
                 a_text_gets_the_room_that_is_asked_for, a_block_that_reads_the_new_output_may_come_with_it,
                 new_blocks_see_each_others_shapes);
    PROMISE_WITH(suite, "components are called between iterations", swapping_setup, swapping_teardown,
                 a_prepare_that_calls_a_component_waits_for_the_boundary, a_component_is_as_it_was_when_prepare_fails,
                 a_component_is_as_it_was_when_a_call_fails, a_component_is_called_from_the_loops_thread_alone);
}
