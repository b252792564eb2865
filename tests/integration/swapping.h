/* SPDX-License-Identifier: MIT */
/* A running loop that something is swapped in: at an iteration, by a listener, or from another thread. */
#ifndef TESTS_INTEGRATION_SWAPPING_H
#define TESTS_INTEGRATION_SWAPPING_H

#include <pthread.h>
#include <stdbool.h>

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

/* What a listener does, once, when a loop has completed some iterations. */
struct at_iteration {
    int64_t iterations;
    void (*act)(void);
};

static inline int act_at(void *user, struct lbh_pipeline *running, const struct lbh_event *event)
{
    struct at_iteration *at = user;
    (void)running;
    const struct lbh_loop_position *loop = &event->loops[event->loop_count - 1];
    if (event->kind == LBH_EVENT_ITERATION_END && loop->iterations == at->iterations) {
        at->iterations = -1;
        at->act();
    }
    return 0;
}

/* Has something done at the boundary after so many iterations, on the loop's own thread. */
static inline void at(const struct at_iteration *point)
{
    static struct at_iteration points[4];
    static size_t next;
    struct at_iteration *copy = &points[next++ % 4];
    *copy = *point;
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, act_at, copy, diag), LBH_OK);
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

/* The same without a rehearsal: what is told is what this process finds. */
static struct lbh_change *edits;

static inline void begin_change(void)
{
    lbh_diag_clear(swap_diag);
    edits = lbh_change_new(pipeline);
    lbh_change_set_timeout(edits, 0);
}

static inline void apply_change(void)
{
    swap_status = lbh_change_apply(edits, &result, swap_diag);
    lbh_change_free(edits);
    edits = NULL;
}

static inline void add_replace(const char *path, const char *version)
{
    ck_assert_int_eq(lbh_change_replace(edits, path, version_of(version), swap_diag), LBH_OK);
}

static inline void add_insert(const char *path, const char *before, const char *node)
{
    ck_assert_int_eq(lbh_change_insert(edits, path, before, node, swap_diag), LBH_OK);
}

static inline void add_remove(const char *path)
{
    ck_assert_int_eq(lbh_change_remove(edits, path, swap_diag), LBH_OK);
}

static inline void add_configure(const char *owner, const char *key, const char *text)
{
    ck_assert_int_eq(lbh_change_configure(edits, owner, key, text, swap_diag), LBH_OK);
}

static inline void swap(const char *path, const char *version)
{
    begin_change();
    add_replace(path, version);
    apply_change();
}

static inline void assert_swapped(enum lbh_outcome outcome, const char *loop, int64_t iteration)
{
    ck_assert_msg(swap_status == LBH_OK, "%s", lbh_diag_text(swap_diag));
    ck_assert_int_eq(result.outcome, outcome);
    ck_assert_str_eq(result.loop, loop);
    if (iteration >= -1) ck_assert_int_eq(result.iteration, iteration);
}

/* It was refused in this step, and these words are among the reasons. */
static inline void assert_refused(enum lbh_change_step step, const char *words)
{
    ck_assert_int_ne(swap_status, LBH_OK);
    ck_assert_msg(result.outcome == LBH_OUTCOME_REFUSED, "outcome \"%s\"", lbh_outcome_name(result.outcome));
    assert_contains(lbh_diag_text(swap_diag), words);
    ck_assert_msg(result.step == step, "step \"%s\": %s", lbh_change_step_name(result.step), lbh_diag_text(swap_diag));
}

static inline void assert_status_contains(const char *words)
{
    char *status = lbh_pipeline_status(pipeline, diag);
    assert_contains(status, words);
    free(status);
}

/* A run on a thread of its own; it is met in the midst of a loop. */
static pthread_t run_thread;
static enum lbh_status run_status;
static struct lbh_diag *run_diag;

static inline void *run_on_thread(void *unused)
{
    (void)unused;
    run_status = lbh_pipeline_run(pipeline, run_diag);
    return NULL;
}

static inline void start_run(void)
{
    run_diag = lbh_diag_new();
    ck_assert_int_eq(pthread_create(&run_thread, NULL, run_on_thread, NULL), 0);
    for (bool loops = false; !loops;) {
        char *status = lbh_pipeline_status(pipeline, diag);
        loops = strstr(status, "\"iterations\"");
        free(status);
    }
}

static inline void join_run(enum lbh_status expected)
{
    ck_assert_int_eq(pthread_join(run_thread, NULL), 0);
    ck_assert_msg(run_status == expected, "status %d: %s", (int)run_status, lbh_diag_text(run_diag));
    lbh_diag_free(run_diag);
}

static inline void stop_run(void)
{
    lbh_pipeline_stop(pipeline);
    join_run(LBH_STOPPED);
}

static inline int64_t value_of(const char *name)
{
    int64_t value = 0;
    ck_assert_msg(lbh_pipeline_get_i64(pipeline, name, &value, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    return value;
}

#endif
