/* SPDX-License-Identifier: MIT */
/* Tests that a loop takes no memory between its second and its last iteration, whatever stands in it and whoever listens. */
#include "allocations.h"

#include "fixture.h"

#define STEPS 50
#define TAG(use, tag) "{'use': '" use "', 'config': {'tag': '" tag "'}}"

/* How many requests there had been at the events of each iteration. */
static uint64_t at_event[2 * STEPS + 2];
static size_t event_count;

static int note_requests(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)user, (void)told_by;
    if (event->loop_count == 1 && event_count < sizeof at_event / sizeof at_event[0]) at_event[event_count++] = requests;
    return 0;
}

static int hear(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)told_by, (void)event;
    ++*(int *)user;
    return 0;
}

static void setup(void)
{
    fixture_setup();
    event_count = 0;
}

/* Runs a manifest whose outer loop has STEPS iterations, and expects that nothing is taken after the first. */
static void assert_takes_nothing(const char *members)
{
    parse(members);
    ck_assert_int_eq(
        lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_BEGIN | LBH_EVENT_ITERATION_END, note_requests, NULL, diag), LBH_OK);
    for (int k = 0; k < 2; k++) {
        event_count = 0;
        run();
        ck_assert_uint_eq(event_count, 2 * STEPS);
        if (REQUESTS_ARE_SEEN) ck_assert_uint_gt(at_event[0], 0);
        for (size_t i = 2; i < event_count; i++) ck_assert_uint_eq(at_event[i], at_event[2]);
    }
}

START_TEST(requests_are_seen)
{
    const uint64_t before = requests, pieces_before = pieces;
    char *volatile memory = malloc(10);
    free(memory);
    /* What the C library takes is seen as well. */
    char *text = NULL;
    ck_assert_int_gt(asprintf(&text, "%d", 5), 0);
    free(text);
    if (REQUESTS_ARE_SEEN) ck_assert_uint_ge(requests, before + 2);
    if (PIECES_ARE_COUNTED) ck_assert_uint_eq(pieces, pieces_before);
}
END_TEST

START_TEST(plain_blocks_take_nothing)
{
    assert_takes_nothing("'inputs': {'num_steps': 50, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
                         "'a': {'use': 'increase'}, 'b': {'use': 'count-calls'}, 'c': {'use': 'add-one'}}}}");
}
END_TEST

START_TEST(nested_loops_take_nothing)
{
    assert_takes_nothing("'inputs': {'num_steps': 3, 'rows': 50, 'x': 0}, 'blocks': {'l': {'use': 'loop-rows', 'blocks': {"
                         "'i': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}, 't': " TAG("append-i-row", "") "}}}}}");
}
END_TEST

START_TEST(calls_through_libffi_take_nothing)
{
    assert_takes_nothing("'inputs': {'num_steps': 50}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
                         "'i': {'use': 'loop-every-type', 'blocks': {'a': {'use': 'take-every-type'}}}}}}");
}
END_TEST

START_TEST(selects_components_and_groups_take_nothing)
{
    assert_takes_nothing("'inputs': {'num_steps': 50, 'first': 1}, 'components': {'counter': {'use': 'counter'}},"
                         "'blocks': {'o': {'use': 'optional-inputs'}, 'l': {'use': 'loop-for', 'blocks': {"
                         "'s': {'select': {'c': {'when': 'first', 'blocks': {'a': {'use': 'with-counter'}}}}},"
                         "'m': {'use': 'offer-scores'}, 'g': {'use': 'collect-scores'}}}}");
}
END_TEST

START_TEST(texts_and_extents_take_nothing)
{
    assert_takes_nothing(
        "'inputs': {'num_steps': 50, 'text': 'hello', 'values': [1, -1, 2]}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
        "'e': {'use': 'echo'}, 't': " TAG("append-i", "") ", 'k': {'use': 'keep-positive'}, 's': {'use': 'scale-values'}}}}");
}
END_TEST

START_TEST(watched_calls_take_nothing)
{
    int heard = 0;
    parse("'inputs': {'num_steps': 50, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'increase'}}}}");
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_BLOCK_BEGIN | LBH_EVENT_BLOCK_END, hear, &heard, diag), LBH_OK);
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_BEGIN, note_requests, NULL, diag), LBH_OK);
    run();
    ck_assert_int_eq(heard, 2 * STEPS);
    for (size_t i = 1; i < event_count; i++) ck_assert_uint_eq(at_event[i], at_event[1]);
}
END_TEST

START_TEST(nothing_is_taken_where_nobody_listens)
{
    char address[32];
    snprintf(address, sizeof address, "%" PRIuPTR, (uintptr_t)&requests);
    parse("'inputs': {'num_steps': 50, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'a': {'use': 'increase'}, 's': {'use': 'sample-number'}, 'b': {'use': 'add-one'}}}}");
    set("address", address);
    run();
    ck_assert_int_eq(whole("x"), 2 * STEPS);
    ck_assert_int_eq(whole("at_second"), whole("at_latest"));
    if (REQUESTS_ARE_SEEN) ck_assert_int_gt(whole("at_latest"), 0);
}
END_TEST

START_TEST(a_block_that_takes_memory_is_noticed)
{
    /* What fails in every iteration is written down each time: this test sees that the others could fail. */
    parse("'inputs': {'num_steps': 50}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
          "'a': {'use': 'answer', 'config': {'status': 0, 'says': 'a word'}}}}}");
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_BEGIN, note_requests, NULL, diag), LBH_OK);
    run();
    ck_assert_uint_eq(event_count, STEPS);
    if (REQUESTS_ARE_SEEN) ck_assert_uint_gt(at_event[STEPS - 1], at_event[1]);
}
END_TEST

SUITE("allocation")
{
    PROMISE_WITH(suite, "requests for memory are seen", setup, fixture_teardown, requests_are_seen,
                 a_block_that_takes_memory_is_noticed);
    PROMISE_WITH(suite, "no iteration but the first takes memory", setup, fixture_teardown, plain_blocks_take_nothing,
                 nested_loops_take_nothing, calls_through_libffi_take_nothing, selects_components_and_groups_take_nothing,
                 texts_and_extents_take_nothing, watched_calls_take_nothing, nothing_is_taken_where_nobody_listens);
}
