/* SPDX-License-Identifier: MIT */
/* What may be done from another thread: stopping a run, asking how far it is, and running another pipeline. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <loopblocks/host.h>

#include "unit/suite.h"

#define FOREVER "1000000000000"

struct run {
    struct lbh_host *host;
    struct lbh_diag *diag;
    struct lbh_pipeline *pipeline;
    enum lbh_status status;
};

static struct run open_run(const char *num_steps)
{
    char file[4096];
    const int length = snprintf(file, sizeof file, "%s/manifests/count.json", getenv("LOOPBLOCKS_SRCDIR"));
    ck_assert(length > 0 && (size_t)length < sizeof file);
    struct run run = {.host = lbh_host_new(), .diag = lbh_diag_new()};
    run.pipeline = lbh_pipeline_open(run.host, file, run.diag);
    ck_assert_msg(run.pipeline, "%s", lbh_diag_text(run.diag));
    ck_assert_int_eq(lbh_pipeline_set(run.pipeline, "num_steps", num_steps, run.diag), LBH_OK);
    return run;
}

static void close_run(struct run *run)
{
    lbh_pipeline_free(run->pipeline);
    lbh_host_free(run->host);
    lbh_diag_free(run->diag);
}

static void *run_it(void *user)
{
    struct run *run = user;
    run->status = lbh_pipeline_run(run->pipeline, run->diag);
    return NULL;
}

/* Writes a byte to the pipe: the loop has begun, or has said how far it is. */
static int tell(void *user, struct lbh_pipeline *pipeline, const struct lbh_event *event)
{
    (void)pipeline, (void)event;
    return write(((const int *)user)[1], "", 1) != 1;
}

static void wait_for(const int *ends)
{
    char byte;
    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
}

static void stop_once(uint32_t event, int asks)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    struct run run = open_run(FOREVER);
    ck_assert_int_eq(lbh_pipeline_listen(run.pipeline, event, tell, ends, run.diag), LBH_OK);
    if (asks) lbh_pipeline_request_progress(run.pipeline);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, run_it, &run), 0);
    wait_for(ends);
    if (asks) {
        lbh_pipeline_request_progress(run.pipeline);
        wait_for(ends);
    }
    lbh_pipeline_stop(run.pipeline);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(run.status, LBH_STOPPED);
    int64_t x = 0;
    ck_assert_int_eq(lbh_pipeline_get_i64(run.pipeline, "x", &x, run.diag), LBH_OK);
    ck_assert_int_eq(x % 2, 0); /* two blocks an iteration: it ended between two of them */
    close_run(&run);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

START_TEST(another_thread_stops_a_run_between_two_iterations)
{
    stop_once(LBH_EVENT_LOOP_BEGIN, 0);
}
END_TEST

START_TEST(another_thread_asks_how_far_a_run_is)
{
    stop_once(LBH_EVENT_PROGRESS, 1);
}
END_TEST

START_TEST(pipelines_of_their_own_hosts_run_at_the_same_time)
{
    struct run runs[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) runs[i] = open_run("100000");
    for (int i = 0; i < 4; i++) ck_assert_int_eq(pthread_create(&threads[i], NULL, run_it, &runs[i]), 0);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_msg(runs[i].status == LBH_OK, "%s", lbh_diag_text(runs[i].diag));
        int64_t x = 0;
        ck_assert_int_eq(lbh_pipeline_get_i64(runs[i].pipeline, "x", &x, runs[i].diag), LBH_OK);
        ck_assert_int_eq(x, 200000);
        close_run(&runs[i]);
    }
}
END_TEST

SUITE("threads")
{
    PROMISE(suite, "a run can be stopped and asked", another_thread_stops_a_run_between_two_iterations,
            another_thread_asks_how_far_a_run_is);
    PROMISE(suite, "pipelines are independent", pipelines_of_their_own_hosts_run_at_the_same_time);
}
