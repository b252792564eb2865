/* SPDX-License-Identifier: MIT */
/* A running loop that something is swapped in: at an iteration, by a listener, or from another thread. */
#ifndef TESTS_INTEGRATION_SWAPPING_H
#define TESTS_INTEGRATION_SWAPPING_H

#include <pthread.h>

#include "fixture.h"

static struct lbh_result result;
static enum lbh_status swap_status;
static struct lbh_diag *swap_diag;

/* The file of a block that the tests build: tests/swap/.libs/NAME.so. Kept until the next but three. */
static inline const char *version_of(const char *name)
{
    static char files[4][BUILT_PATH_SIZE + 64];
    static int next;
    char folder[BUILT_PATH_SIZE];
    char *file = files[next++ % 4];
    snprintf(file, sizeof files[0], "%s/%s.so", built(folder, "tests/swap/.libs"), name);
    return file;
}

/* What a listener does when a loop has completed some iterations. */
struct at_iteration {
    int64_t iterations;
    void (*act)(void);
};

static inline int act_at(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    const struct at_iteration *at = user;
    (void)running;
    const struct lbh_loop_position *loop = &event->loops[event->loop_count - 1];
    if (event->kind == LBH_EVENT_ITERATION_END && loop->iterations == at->iterations) at->act();
    return 0;
}

/* Has something done at the boundary after so many iterations, on the loop's own thread. */
static inline void at(struct at_iteration *point)
{
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, act_at, point, diag), LBH_OK);
}

static inline void swapping_setup(void)
{
    char folder[BUILT_PATH_SIZE];
    fixture_setup();
    ck_assert_int_eq(lbh_host_add_folder(host, built(folder, "tests/swap/.libs"), NULL), LBH_OK);
    swap_diag = lbh_diag_new();
    result = (struct lbh_result){.iteration = -2};
    swap_status = LBH_OK;
    unsetenv("LOOPBLOCKS_TEST_FAULT");
}

static inline void swapping_teardown(void)
{
    fixture_teardown();
    lbh_diag_free(swap_diag);
}

static inline void replace(const char *path, const char *version)
{
    lbh_diag_clear(swap_diag);
    swap_status = lbh_pipeline_replace(pipeline, path, version_of(version), &result, swap_diag);
}

static inline int64_t value_of(const char *name)
{
    int64_t value = 0;
    ck_assert_msg(lbh_pipeline_get_i64(pipeline, name, &value, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    return value;
}

#endif
