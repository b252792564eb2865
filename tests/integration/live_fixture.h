/* SPDX-License-Identifier: MIT */
/* A pipeline that runs on a thread of its own, and what lets it be changed meanwhile, in a folder of the test's own. */
#ifndef TESTS_INTEGRATION_LIVE_FIXTURE_H
#define TESTS_INTEGRATION_LIVE_FIXTURE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

#include "cli/changer.h"
#include "cli/job.h"
#include "cli/options.h"
#include "cli/swap_log.h"
#include "fixture.h"
#include "unit/scratch.h"

#define ENDLESS                                                                                                                \
    "'inputs': {'num_steps': 1000000000000, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': "             \
    "'increase'}, "                                                                                                            \
    "'b': {'use': 'increase'}}}}"

static const struct options live_options = {.quiet = true};
static struct job live_job;
static struct changer live_changer;
static pthread_t live_thread;
static bool live_runs;

/* A loop that is held stands at a boundary, and reaches no other one. */
static sem_t live_gate;
static atomic_bool live_held;
static sem_t live_waits; /* posted where it begins to stand */

static inline int live_hold(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)user, (void)told_by, (void)event;
    if (!atomic_load(&live_held)) return 0;
    sem_post(&live_waits);
    sem_wait(&live_gate);
    return 0;
}

static inline void live_setup(void)
{
    fixture_setup();
    scratch_setup();
    ck_assert_int_eq(lbh_host_copy_plugins(host, diag), LBH_OK);
    sem_init(&live_gate, 0, 0);
    sem_init(&live_waits, 0, 0);
    atomic_store(&live_held, false);
    live_runs = false;
}

/* Gets ready to change what the members of a manifest describe; nothing runs yet. */
static inline void live_open(const char *members)
{
    char problem[256];
    parse(members);
    ck_assert_msg(lbh_pipeline_check(pipeline, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    live_job = (struct job){.options = &live_options,
                            .subject = "test",
                            .diag = diag,
                            .host = host,
                            .pipeline = pipeline,
                            .console = PTHREAD_MUTEX_INITIALIZER};
    live_changer = (struct changer){.job = &live_job, .changed_bell = -1};
    live_changer.log = swap_log_open("log", problem, sizeof problem);
    ck_assert_msg(live_changer.log != NULL, "%s", problem);
}

static inline void *live_run(void *user)
{
    (void)user;
    struct lbh_diag *own = lbh_diag_new();
    const enum lbh_status status = lbh_pipeline_run(pipeline, own);
    ck_assert_msg(status == LBH_STOPPED, "status %d: %s", (int)status, lbh_diag_text(own));
    lbh_diag_free(own);
    return NULL;
}

static inline void live_start(void)
{
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, live_hold, NULL, diag), LBH_OK);
    ck_assert_int_eq(pthread_create(&live_thread, NULL, live_run, NULL), 0);
    live_runs = true;
}

/* Returns when the loop stands, and will until it is released. */
static inline void live_keep(void)
{
    atomic_store(&live_held, true);
    sem_wait(&live_waits);
}

static inline void live_release(void)
{
    atomic_store(&live_held, false);
    sem_post(&live_gate);
}

/* Ends the run. What may still ask for changes is to be closed after it. */
static inline void live_stop(void)
{
    if (!live_runs) return;
    lbh_pipeline_stop(pipeline);
    pthread_join(live_thread, NULL);
    live_runs = false;
    atomic_store(&live_changer.ended, true);
}

static inline void live_teardown(void)
{
    swap_log_close(live_changer.log);
    fixture_teardown();
    scratch_teardown();
}

static inline void sleep_ms(int milliseconds)
{
    const struct timespec pause = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
    nanosleep(&pause, NULL);
}

/* Returns a line of the log as JSON, which the caller owns, once there is one: `index` from 0. Null after `patience_ms`. */
static inline json_t *live_logged(size_t index, int patience_ms)
{
    for (int waited = 0; waited <= patience_ms; waited += 20) {
        FILE *in = fopen("log", "r");
        ck_assert_ptr_nonnull(in);
        char *line = NULL;
        size_t room = 0;
        ssize_t length = 0;
        for (size_t k = 0; k <= index && length >= 0; k++) length = getline(&line, &room, in);
        fclose(in);
        json_t *entry = length > 0 ? json_loadb(line, (size_t)length, 0, NULL) : NULL;
        free(line);
        if (entry) return entry;
        sleep_ms(20);
    }
    return NULL;
}

#endif
