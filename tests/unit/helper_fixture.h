/* SPDX-License-Identifier: MIT */
/* A helper that a test has started, helper_modes, and how it is told something and heard. */
#ifndef TESTS_UNIT_HELPER_FIXTURE_H
#define TESTS_UNIT_HELPER_FIXTURE_H

#include "helper_process.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "built.h"
#include "clock.h"
#include "errors.h"

#define MILLISECOND INT64_C(1000000)
#define LONG (120 * 1000 * MILLISECOND)
#define LARGE ((size_t)100000000)

static struct lbh_diag *diag;
static struct lbh_helper *helper;
static char program[BUILT_PATH_SIZE];

static inline void start(void)
{
    ck_assert_msg(lbh_helper_start(program, &helper, diag) == LBH_OK, "%s", lbh_diag_text(diag));
}

static inline void helper_setup(void)
{
    diag = lbh_diag_new();
    built(program, "tests/unit/helper_modes");
    start();
}

static inline void helper_teardown(void)
{
    lbh_helper_end(helper, NULL);
    lbh_diag_free(diag);
}

static inline int64_t in(int64_t time_ns)
{
    return lbh_clock_now_ns() + time_ns;
}

static inline void tell_it(const char *message)
{
    ck_assert_msg(lbh_helper_send(helper, message, strlen(message), in(LONG), diag) == LBH_OK, "%s", lbh_diag_text(diag));
}

static inline void expect_answer(const char *expected)
{
    char *answer = NULL;
    size_t length = 0;
    ck_assert_msg(lbh_helper_receive(helper, in(LONG), &answer, &length, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_str_eq(answer, expected);
    ck_assert_uint_eq(length, strlen(expected));
    free(answer);
}

static inline void expect_end_without_remark(void)
{
    ck_assert_msg(lbh_helper_end(helper, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    helper = NULL;
}

#endif
