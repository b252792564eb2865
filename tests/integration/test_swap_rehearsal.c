/* SPDX-License-Identifier: MIT */
/* Tests that what a new block does wrong in its rehearsal is told, and that the running one does not notice. */
#include <stdbool.h>

#include "swapping.h"

#define COUNTING                                                                                                               \
    "'inputs': {'num_steps': 10, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}}}}, "           \
    "'outputs': ['x', 'total']"

#define TIMEOUT_MS 3000
#define SHORT_TIMEOUT_MS 500

static const char *version;
static int64_t timeout_ms;

static void change_version(void)
{
    struct lbh_change *change = lbh_change_new(pipeline);
    lbh_diag_clear(swap_diag);
    ck_assert_int_eq(lbh_change_replace(change, "l.t", version_of(version), swap_diag), LBH_OK);
    lbh_change_set_timeout(change, timeout_ms);
    swap_status = lbh_change_apply(change, &result, swap_diag);
    lbh_change_free(change);
}

/* Swaps in mid-run; whatever comes of it, the old block has made all ten steps. */
static void try_version(const char *name, const char *fault, int64_t limit_ms)
{
    version = name;
    timeout_ms = limit_ms;
    setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    parse(COUNTING);
    at(&(struct at_iteration){4, change_version});
    run();
    ck_assert_int_eq(value_of("x"), 10);
    ck_assert_int_eq(value_of("total"), 10);
    ck_assert_int_eq(result.outcome, LBH_OUTCOME_REFUSED);
    ck_assert_int_ne(swap_status, LBH_OK);
}

/* What each act looks like from outside. */
static const struct {
    const char *act;
    const char *said;
} acts[] = {{"fail", "it was told to fail"},
            {"crash", "SIGSEGV"},
            {"abort", "SIGABRT"},
            {"exit", "exit"},
            {"fork", "fork"},
            {"hang", "ms"}};
#define ACT_COUNT (sizeof acts / sizeof acts[0])

static void try_all(const char *function)
{
    for (size_t i = 0; i < ACT_COUNT; i++) {
        char fault[64];
        if (strcmp(function, "constructor") == 0 && strcmp(acts[i].act, "fail") == 0) continue; /* it has no way to */
        snprintf(fault, sizeof fault, "%s %s inside", function, acts[i].act);
        const bool hangs = strcmp(acts[i].act, "hang") == 0;
        try_version("tally-faulty", fault, hangs ? SHORT_TIMEOUT_MS : TIMEOUT_MS);
        const char *text = lbh_diag_text(swap_diag);
        ck_assert_msg(result.step == LBH_STEP_REHEARSAL, "%s: %s: %s", fault, lbh_change_step_name(result.step), text);
        ck_assert_msg(strstr(text, acts[i].said), "%s: %s", fault, text);
        ck_assert_msg(strstr(text, strcmp(function, "constructor") == 0 ? "load" : function), "%s: %s", fault, text);
    }
}

START_TEST(a_constructor_that_misbehaves_is_refused)
{
    try_all("constructor");
}
END_TEST

START_TEST(a_create_that_misbehaves_is_refused)
{
    try_all("create");
}
END_TEST

START_TEST(a_prepare_that_misbehaves_is_refused)
{
    try_all("prepare");
}
END_TEST

START_TEST(a_migration_that_misbehaves_is_refused)
{
    try_all("migrate");
}
END_TEST

START_TEST(a_call_that_misbehaves_is_refused)
{
    try_all("call");
}
END_TEST

SUITE("swap rehearsal")
{
    PROMISE_WITH(suite, "what is wrong is found in a process of its own", swapping_setup, swapping_teardown,
                 a_constructor_that_misbehaves_is_refused, a_create_that_misbehaves_is_refused,
                 a_prepare_that_misbehaves_is_refused, a_migration_that_misbehaves_is_refused,
                 a_call_that_misbehaves_is_refused);
}
