/* SPDX-License-Identifier: MIT */
/* Pipelines in guard mode: the blocks that stray, the handler that an embedder installs, and what was found. */
#ifndef TESTS_INTEGRATION_GUARDING_H
#define TESTS_INTEGRATION_GUARDING_H

#include <signal.h>

#include "guard.h"
#include "pipeline.h"
#include "swapping.h"

static inline void on_fault(int number, siginfo_t *info, void *context)
{
    lbh_guard_fault(number, info, context);
    signal(number, SIG_DFL);
}

static inline void guarding_setup(void)
{
    char folder[BUILT_PATH_SIZE];
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    setenv("LOOPBLOCKS_TEST_GUARD", "1", 1);
    swapping_setup();
    ck_assert_int_eq(lbh_host_add_folder(host, built(folder, "tests/guard/.libs"), NULL), LBH_OK);
}

static inline void guarding_teardown(void)
{
    swapping_teardown();
    unsetenv("LOOPBLOCKS_TEST_GUARD");
}

/* What was found last. */
static inline const struct lbh_violation *found(void)
{
    const struct lbh_violation *violation = lbh_guard_last(&pipeline->plan);
    ck_assert_ptr_nonnull(violation);
    return violation;
}

/* A pipeline of one block at fault, on line 3; `config` goes on the deed's text. */
#define STRAY(config)                                                                                                          \
    "'inputs': {'x': 1, 'list': [1, 2, 3]}, 'blocks': {\n'block': {'use': 'stray', 'config': {'deed': " config "}}}"

/* The one error of the block on line 3. */
static inline void strays_in(const char *members, const char *path, const char *text, const char *mend)
{
    char place[64];
    snprintf(place, sizeof place, "blocks.%s", path);
    parse(members);
    RUN_FAILS(.status = LBH_ERR_BLOCK, .line = 3, .column = 1, .path = place, .text = text, .mend = mend);
}

static inline void strays(const char *members, const char *text, const char *mend)
{
    strays_in(members, "block", text, mend);
    ck_assert_str_eq(found()->path, "block");
}

#endif
