/* SPDX-License-Identifier: MIT */
/* The main function of a test program, and how its tests are grouped: one case a promise. */
#ifndef TESTS_UNIT_SUITE_H
#define TESTS_UNIT_SUITE_H

#include <check.h>

#include <stdlib.h>

/* Adds a case. Its tests run with `setup` before and `teardown` after each; both may be null. */
static inline void suite_add(Suite *suite, const char *promise, SFun setup, SFun teardown, const TTest *const *tests,
                             size_t count)
{
    TCase *tcase = tcase_create(promise);
    if (setup || teardown) tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < count; i++) tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
}

/* PROMISE(suite, "what holds", test, test, ...); PROMISE_WITH has the fixture's two functions before the tests. */
#define PROMISE_WITH(suite, promise, setup, teardown, ...)                                                                     \
    do {                                                                                                                       \
        const TTest *const tests_of_promise[] = {__VA_ARGS__};                                                                 \
        suite_add((suite), (promise), (setup), (teardown), tests_of_promise, sizeof tests_of_promise / sizeof(TTest *));       \
    } while (0)
#define PROMISE(suite, promise, ...) PROMISE_WITH(suite, promise, NULL, NULL, __VA_ARGS__)

/* SUITE(name) { PROMISE(suite, ...); ... } is the program. */
#define SUITE(name)                                                                                                            \
    static void add_promises(Suite *suite);                                                                                    \
    int main(void)                                                                                                             \
    {                                                                                                                          \
        Suite *suite = suite_create(name);                                                                                     \
        add_promises(suite);                                                                                                   \
        SRunner *runner = srunner_create(suite);                                                                               \
        srunner_run_all(runner, CK_ENV);                                                                                       \
        const int failed = srunner_ntests_failed(runner);                                                                      \
        srunner_free(runner);                                                                                                  \
        return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;                                                                      \
    }                                                                                                                          \
    static void add_promises(Suite *suite)

#endif
