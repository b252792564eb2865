/* SPDX-License-Identifier: MIT */
/* Tests of guard mode: what a block must not touch is found, and told with its name, the place in the manifest and the line. */
#include "guarding.h"

#define INPUT_MEND "declare it in intermediate_outputs"
#define LENT_MEND "keep no pointer"
#define UNSET_MEND "ask lb_is_set first"
#define SIZE_MEND "lb_count and lb_dim"

/* Lender, then the block on line 3, which is given the address of one of the lender's values. */
#define LENT(what, config)                                                                                                     \
    "'inputs': {'x': 1}, 'blocks': {'lender': {'use': 'lender'},\n"                                                            \
    "'block': {'use': 'stray', 'map': {'at': '" what "_at'}, 'config': {'deed': " config "}}}"

START_TEST(who_keeps_to_his_values_is_not_disturbed)
{
    parse(STRAY("'none'"));
    for (int i = 1; i < 4; i++) {
        run();
        ck_assert_double_eq(real("y"), 2);
    }
    ck_assert_ptr_null(lbh_guard_last(&pipeline->plan));
}
END_TEST

START_TEST(a_written_input_is_told)
{
    strays(STRAY("'write-input'"), "block \"block\" (stray): wrote input \"x\", which it does not declare as an output",
           INPUT_MEND);
    ck_assert_int_eq(found()->kind, LBH_STRAY_INPUT);
    ck_assert(found()->wrote && found()->at_once && !found()->in_prepare);
    ck_assert_str_eq(found()->name, "x");
    ck_assert_int_eq(found()->offset, 0);
    ck_assert_double_eq(real("x"), 1);
    strays(STRAY("'write-list'"), "wrote input \"list\"", INPUT_MEND);
}
END_TEST

START_TEST(a_read_of_what_is_not_set_is_told)
{
    strays(STRAY("'read-unset'"), "read input \"maybe\", which is not set", UNSET_MEND);
    ck_assert_int_eq(found()->kind, LBH_STRAY_UNSET);
    strays(STRAY("'read-unset-list'"), "read a null pointer: input \"maybe_list\" is not set", UNSET_MEND);
    strays(STRAY("'write-unset'"), "wrote input \"maybe\", which it does not declare as an output", INPUT_MEND);
    lbh_diag_clear(diag);
    parse("'inputs': {'x': 1, 'maybe': 5, 'maybe_list': [1]}, 'blocks': {'block': {'use': 'stray', 'config': {'deed': "
          "'read-unset'}}}");
    run();
}
END_TEST

START_TEST(values_of_others_are_closed)
{
    strays(LENT("treasure", "'read-lent'"), "read \"treasure\", which it does not declare", LENT_MEND);
    ck_assert_int_eq(found()->kind, LBH_STRAY_UNDECLARED);
    ck_assert_str_eq(found()->name, "treasure");
    strays(LENT("treasure", "'write-lent'"), "wrote \"treasure\", which it does not declare", LENT_MEND);
    ck_assert_double_eq(real("treasure"), 7);
    strays(LENT("hoard", "'read-lent'"), "read state \"hoard\" of \"lender\", which is not its own", LENT_MEND);
    strays(LENT("hoard", "'write-lent', 'distance': 24"), "wrote state \"hoard\" of \"lender\"", LENT_MEND);
    ck_assert_str_eq(found()->owner, "lender");
}
END_TEST

START_TEST(what_lies_behind_a_value_is_closed)
{
    strays(STRAY("'write-table', 'distance': 4096"), "wrote past the end of \"table\": offset=4096, expected=0 to 4095",
           SIZE_MEND);
    ck_assert_int_eq(found()->kind, LBH_STRAY_BEHIND);
    ck_assert_uint_eq(found()->bytes, 4096);
    strays(STRAY("'write-table', 'distance': 4160"), "wrote past the end of \"table\": offset=4160", SIZE_MEND);
    strays(STRAY("'write-table', 'distance': 8192"), "wrote past the end of \"table\": offset=8192", SIZE_MEND);
    strays(STRAY("'read-table', 'distance': 4096"), "read past the end of \"table\": offset=4096", SIZE_MEND);
    strays(STRAY("'write-y', 'distance': 8"), "wrote past the end of \"y\": offset=8, expected=0 to 7", SIZE_MEND);
    strays(STRAY("'write-kept', 'distance': 64"), "wrote past the end of \"kept\": offset=64, expected=0 to 15", SIZE_MEND);
}
END_TEST

START_TEST(traces_within_the_last_page_are_found_after_the_call)
{
    strays(STRAY("'write-bytes', 'distance': 100"), "wrote 1 byte past the end of \"bytes\": found when its call had ended",
           SIZE_MEND);
    ck_assert(!found()->at_once);
    ck_assert_int_eq(found()->offset, 1);
    strays(STRAY("'write-bytes', 'distance': 127"), "wrote 28 bytes past the end of \"bytes\"", SIZE_MEND);
    strays(STRAY("'write-bytes', 'distance': 128"), "wrote past the end of \"bytes\": offset=128, expected=0 to 99", SIZE_MEND);
}
END_TEST

START_TEST(what_lies_before_a_value_is_closed)
{
    strays(STRAY("'write-table', 'distance': -1"), "wrote before the start of \"table\": offset=-1", SIZE_MEND);
    ck_assert_int_eq(found()->kind, LBH_STRAY_BEFORE);
    strays(STRAY("'write-bytes', 'distance': -1"), "wrote 1 byte before the start of \"bytes\"", SIZE_MEND);
    strays(STRAY("'write-bytes', 'distance': -4096"), "wrote before the start of \"bytes\": offset=-4096", SIZE_MEND);
}
END_TEST

START_TEST(a_prepare_is_guarded_too)
{
    strays(STRAY("'write-input', 'when': 'prepare'"),
           "wrote input \"x\", which it does not declare as an output: in its prepare,", INPUT_MEND);
    ck_assert(found()->in_prepare);
    strays(STRAY("'write-bytes', 'distance': 100, 'when': 'prepare'"), "found when its prepare had ended", SIZE_MEND);
}
END_TEST

/* Returns the line of tests/guard/stray.c that holds a text. */
static int line_of(const char *text)
{
    char path[BUILT_PATH_SIZE], line[512];
    snprintf(path, sizeof path, "%s/tests/guard/stray.c", getenv("LOOPBLOCKS_SRCDIR"));
    FILE *in = fopen(path, "r");
    ck_assert_ptr_nonnull(in);
    int number = 0;
    do number++;
    while (fgets(line, sizeof line, in) && !strstr(line, text));
    fclose(in);
    return number;
}

START_TEST(the_place_in_the_code_is_told)
{
    strays(STRAY("'write-input'"), "stray.so", INPUT_MEND);
    ck_assert_str_eq(found()->library, "stray.so");
    ck_assert_uint_gt(found()->library_offset, 0);
#ifdef LBH_HAVE_LIBDW
    char place[64];
    const int line = line_of("the line that the tests know");
    snprintf(place, sizeof place, " at stray.c:%d (stray.so)", line);
    assert_contains(lbh_diag_text(diag), place);
    ck_assert_int_eq(found()->line, line);
    /* Where it is the C library's function that does it: the line of its call. */
    strays(STRAY("'copy-to-list'"), "wrote input \"list\"", INPUT_MEND);
    ck_assert_int_eq(found()->line, line_of("\"copy-to-list\""));
#else
    (void)line_of;
    assert_contains(lbh_diag_text(diag), " in stray.so+0x");
#endif
}
END_TEST

START_TEST(a_component_has_its_own_states)
{
    parse("'components': {'counter': {'use': 'counter'}},\n"
          "'blocks': {'a': {'use': 'with-counter'}, 'b': {'use': 'with-counter', 'map': {'counted': 'other'}}}");
    run();
    ck_assert_int_eq(whole("counted"), 1);
    ck_assert_int_eq(whole("other"), 2);
}
END_TEST

START_TEST(a_component_must_not_write_its_user_s_input)
{
    strays("'components': {'counter': {'use': 'counter'}}, 'inputs': {'x': 1}, 'blocks': {\n"
           "'block': {'use': 'stray', 'config': {'deed': 'count-into-input'}}}",
           "wrote input \"x\", which it does not declare as an output", INPUT_MEND);
    ck_assert_str_eq(found()->library, "counter.so");
}
END_TEST

START_TEST(a_wrapper_is_guarded_between_its_steps)
{
    strays_in("'blocks': {'lender': {'use': 'lender'},\n"
              "'loop': {'use': 'stray-loop', 'map': {'at': 'treasure_at'}, 'config': {'deed': 'write-at'},"
              " 'blocks': {'one': {'use': 'append', 'config': {'tag': '?'}}}}}",
              "loop", "wrote \"treasure\", which it does not declare", LENT_MEND);
    ck_assert_str_eq(text_of("trace"), "? ");
    /* Its traces are found before its blocks can be blamed for them. */
    strays_in("'blocks': {\n'loop': {'use': 'stray-loop', 'config': {'deed': 'past-end'}, 'blocks': {'one': {'use': 'append', "
              "'config': {'tag': '?'}}}}}",
              "loop", "wrote 4 bytes past the end of \"row\": found when it stepped its loop", SIZE_MEND);
}
END_TEST

START_TEST(blocks_in_loops_and_selects_are_guarded)
{
    strays_in("'inputs': {'x': 1, 'num_steps': 2}, 'blocks': {'outer': {'use': 'stray-loop', 'blocks': {'inner': {'use': "
              "'loop-for', 'blocks': {\n"
              "'block': {'use': 'stray', 'config': {'deed': 'write-input'}}}}}}}",
              "outer.blocks.inner.blocks.block", "wrote input \"x\"", INPUT_MEND);
    strays_in("'inputs': {'x': 1, 'num_steps': 2}, 'blocks': {'loop': {'use': 'loop-for', 'blocks': {'choose': {'select': {\n"
              "'one': {'when': 'x', 'use': 'stray', 'config': {'deed': 'write-input'}}}}}}}",
              "loop.blocks.choose.select.one", "wrote input \"x\"", INPUT_MEND);
}
END_TEST

START_TEST(a_pipeline_runs_again_after_it)
{
    strays(LENT("treasure", "'write-lent', 'distance': 8"), "wrote \"treasure\"", LENT_MEND);
    for (int i = 0; i < 100; i++)
        RUN_FAILS(.status = LBH_ERR_BLOCK, .line = 3, .column = 1, .path = "blocks.block", .text = "wrote \"treasure\"");
    parse("'inputs': {'x': 1, 'fails': 1}, 'blocks': {'block': {'use': 'stray', 'map': {'at': 'fails'}, 'config': {'deed': "
          "'write-lent'}}}");
    set("fails", "8");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_OK);
}
END_TEST

START_TEST(the_host_is_left_in_its_midst_without_harm)
{
    /* What lb_fail is given, the host reads for the block. */
    strays(LENT("treasure", "'fail-with-lent'"), "read \"treasure\", which it does not declare", LENT_MEND);
    for (int i = 0; i < 40; i++)
        RUN_FAILS(.status = LBH_ERR_BLOCK, .line = 3, .column = 1, .path = "blocks.block", .text = "read \"treasure\"");
}
END_TEST

START_TEST(shapes_may_grow_and_shrink)
{
    parse("'inputs': {'count': 3}, 'blocks': {'make': {'use': 'make-values'}, 'sum': {'use': 'sum-values'}}");
    static const char *const counts[] = {"3", "5000", "1", "0", "2000"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        set("count", counts[i]);
        run();
    }
}
END_TEST

/* Configures the block anew at a boundary: the new one strays in its first call. */
static void stray_from_now_on(void)
{
    begin_change();
    add_configure("loop.block", "deed", "write-input");
    apply_change();
}

static void add_to_x(void)
{
    begin_change();
    add_insert("loop.more", NULL, "{\"use\": \"increase\", \"map\": {\"x\": \"number\"}}");
    apply_change();
}

START_TEST(a_block_that_strays_on_trial_is_taken_back)
{
    parse("'inputs': {'x': 1, 'num_steps': 9}, 'blocks': {'loop': {'use': 'loop-for', 'blocks': {'block': {'use': 'stray'}}}}");
    at(&(struct at_iteration){3, stray_from_now_on});
    run();
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_str_eq(found()->name, "x");
    assert_status_contains("\"reason\": \"block \\\"loop.block\\\" (stray): wrote input");
}
END_TEST

START_TEST(what_is_inserted_is_guarded_like_the_rest)
{
    parse("'inputs': {'x': 1, 'number': 1, 'num_steps': 9}, 'blocks': {'loop': {'use': 'loop-for', 'blocks': {\n"
          "'block': {'use': 'stray'}, 'count': {'use': 'increase', 'map': {'x': 'number'}}}}}");
    at(&(struct at_iteration){3, add_to_x});
    run();
    assert_swapped(LBH_OUTCOME_ON_TRIAL, "loop", 3);
    ck_assert_int_eq(whole("number"), 1 + 9 + 6);
}
END_TEST

START_TEST(another_thread_may_change_what_runs)
{
    parse("'inputs': {'x': 1, 'number': 1, 'num_steps': 100000000}, 'blocks': {'loop': {'use': 'loop-for', 'blocks': {\n"
          "'block': {'use': 'stray'}, 'count': {'use': 'increase', 'map': {'x': 'number'}}}}}");
    start_run();
    for (int i = 0; i < 5; i++) {
        begin_change();
        add_configure("loop.count", "by", i % 2 ? "1" : "2");
        apply_change();
        assert_swapped(LBH_OUTCOME_DONE, "loop", -2);
    }
    stray_from_now_on();
    ck_assert_int_eq(result.outcome, LBH_OUTCOME_ROLLED_BACK);
    assert_contains(lbh_diag_text(swap_diag), "wrote input \"x\"");
    stop_run();
}
END_TEST

START_TEST(guard_mode_begins_before_the_check)
{
    unsetenv("LOOPBLOCKS_TEST_GUARD");
    parse(STRAY("'none'"));
    run();
    ck_assert_int_eq(lbh_pipeline_set_guard(pipeline, diag), LBH_ERR_USAGE);
    assert_contains(lbh_diag_text(diag), "guard mode cannot begin once the pipeline has been checked");
}
END_TEST

START_TEST(a_crash_that_is_none_of_its_own_stays_one)
{
    parse("'inputs': {'x': 1, 'maybe_list': [1], 'list': [1]}, 'blocks': {'block': {'use': 'stray', 'config': {'deed': "
          "'write-nowhere', 'distance': 8}}}");
    lbh_pipeline_run(pipeline, diag);
}
END_TEST

START_TEST(a_crash_of_the_caller_s_stays_one)
{
    parse(STRAY("'none'"));
    run();
    volatile char *data = slot_of("x")->tensor.data;
    data[8] = 1;
}
END_TEST

static void add_crash(Suite *suite, const TTest *test)
{
    TCase *tcase = tcase_create("crashes stay crashes");
    tcase_add_checked_fixture(tcase, guarding_setup, guarding_teardown);
    tcase_add_test_raise_signal(tcase, test, SIGSEGV);
    suite_add_tcase(suite, tcase);
}

SUITE("guard")
{
    PROMISE_WITH(suite, "a block has what it declares", guarding_setup, guarding_teardown,
                 who_keeps_to_his_values_is_not_disturbed, a_written_input_is_told, a_read_of_what_is_not_set_is_told,
                 values_of_others_are_closed, a_prepare_is_guarded_too);
    PROMISE_WITH(suite, "values have ends", guarding_setup, guarding_teardown, what_lies_behind_a_value_is_closed,
                 traces_within_the_last_page_are_found_after_the_call, what_lies_before_a_value_is_closed,
                 shapes_may_grow_and_shrink);
    PROMISE_WITH(suite, "the place is told", guarding_setup, guarding_teardown, the_place_in_the_code_is_told);
    PROMISE_WITH(suite, "permissions are a stack", guarding_setup, guarding_teardown, a_component_has_its_own_states,
                 a_component_must_not_write_its_user_s_input, a_wrapper_is_guarded_between_its_steps,
                 blocks_in_loops_and_selects_are_guarded);
    PROMISE_WITH(suite, "a run goes on after it", guarding_setup, guarding_teardown, a_pipeline_runs_again_after_it,
                 the_host_is_left_in_its_midst_without_harm, guard_mode_begins_before_the_check);
    PROMISE_WITH(suite, "changes are guarded", guarding_setup, guarding_teardown, a_block_that_strays_on_trial_is_taken_back,
                 what_is_inserted_is_guarded_like_the_rest, another_thread_may_change_what_runs);
    add_crash(suite, a_crash_that_is_none_of_its_own_stays_one);
    add_crash(suite, a_crash_of_the_caller_s_stays_one);
}
