/* SPDX-License-Identifier: MIT */
/* A run on one thread, changes on another; the loop notes the iterations that were no plain ones. */
#include "changes.h"

#include <loopblocks/host.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apart.h"
#include "blocks/pulse.h"
#include "frugal.h"
#include "libraries.h"
#include "pipeline.h"

#define BLOCK_COUNT 10
#define TRIAL_CALLS 3 /* the default */

struct running {
    struct changes *changes;
    struct pulse *pulse;
    struct lbh_pipeline *pipeline;
    struct lbh_diag *diag;
    _Atomic pid_t thread;
};

static struct changes *current; /* for what the loop calls back, which is told nothing else */

static void begin_watching(void)
{
    current->watched = frugal_begin() == 0;
    getrusage(RUSAGE_THREAD, &current->before);
}

static void end_watching(void)
{
    getrusage(RUSAGE_THREAD, &current->after);
}

static void *run(void *user)
{
    struct running *running = user;
    struct lbh_diag *diag = lbh_diag_new();
    apart_keep(true);
    atomic_store(&running->thread, gettid());
    if (lbh_pipeline_run(running->pipeline, diag) != LBH_OK) fputs(lbh_diag_text(diag), stderr);
    return diag;
}

static void wait_ns(int64_t ns)
{
    const struct timespec wait = {.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)};
    nanosleep(&wait, NULL);
}

/* Returns how often the loop's thread had to leave its processor to others. */
static long interruptions(const struct running *running)
{
    char name[64], line[128];
    long count = -1;
    snprintf(name, sizeof name, "/proc/self/task/%d/status", (int)atomic_load(&running->thread));
    FILE *in = fopen(name, "r");
    while (in && fgets(line, sizeof line, in)) sscanf(line, "nonvoluntary_ctxt_switches: %ld", &count);
    if (in) fclose(in);
    return count;
}

static bool set_i64(const struct running *running, const char *name, int64_t value)
{
    const struct lb_tensor tensor = {.data = &value, .device = {1, 0}, .dtype = {LB_CODE_INT, 64, 1}};
    return lbh_pipeline_set_tensor(running->pipeline, name, &tensor, running->diag) == LBH_OK;
}

static bool open_pipeline(struct running *running, struct lbh_host *host)
{
    const struct kind *kind = running->changes->kind;
    const char *build = running->changes->build;
    const bool hoards = strcmp(kind->block, "hoard") == 0;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return false;
    fprintf(out, "{\"loopblocks\": 1, \"inputs\": {\"x\": 0, \"pulse\": 0%s}, ", hoards ? ", \"bytes\": 1" : "");
    if (kind->component)
        fprintf(out, "\"components\": {\"adder\": {\"use\": \"%s/bench/blocks/.libs/%s.so\"}}, ", build, kind->component);
    fprintf(out, "\"blocks\": {\"loop\": {\"use\": \"%s/bench/blocks/.libs/pulse-loop.so\", \"blocks\": {", build);
    for (int k = 0; k < BLOCK_COUNT; k++)
        fprintf(out, "%s\"block%d\": {\"use\": \"%s/bench/blocks/.libs/%s.so\"}", k > 0 ? ", " : "", k, build,
                k > 0 ? "tick" : kind->block);
    fprintf(out, "}}}}");
    fclose(out);
    running->pipeline = lbh_pipeline_parse(host, "pause.json", text, running->diag);
    free(text);
    if (!running->pipeline) return false;
    running->pulse->pending = &running->pipeline->plan.pending;
    return set_i64(running, "pulse", (int64_t)(intptr_t)running->pulse) &&
           (!hoards || set_i64(running, "bytes", kind->state_bytes));
}

/* Makes another file out of one that is built: some bytes more, which nobody reads. */
static bool make_version(const struct changes *changes, size_t number, char *name, size_t name_size)
{
    const char *what = changes->kind->component ? changes->kind->component : changes->kind->block;
    char from[512];
    snprintf(from, sizeof from, "%s/bench/blocks/.libs/%s.so", changes->build, what);
    snprintf(name, name_size, "%s/%s-%zu.so", changes->scratch, what, number);
    if (access(name, F_OK) == 0) return true;
    if (!library_copy(from, name)) return false;
    FILE *out = fopen(name, "ab");
    bool fine = out != NULL;
    for (size_t i = 0; fine && i <= number; i++) fine = fputc(0, out) == 0;
    if (out && fclose(out) != 0) fine = false;
    if (!fine) perror(name);
    return fine;
}

/* Makes one change. Returns the iteration at which it was published; -1 on failure. */
static int64_t make_change(const struct running *running, size_t number)
{
    const struct kind *kind = running->changes->kind;
    struct lbh_result result = {.iteration = -1};
    char version[512];
    if (!make_version(running->changes, kind->edit == REPLACE_EACH_ANEW ? number : number % 2, version, sizeof version))
        return -1;
    struct lbh_change *change = lbh_change_new(running->pipeline);
    if (!change) return -1;
    enum lbh_status status;
    if (!kind->rehearsed) lbh_change_set_timeout(change, 0);
    if (kind->edit != INSERT_AND_REMOVE)
        status = lbh_change_replace(change, kind->path, version, running->diag);
    else if (number % 2 == 0)
        status = lbh_change_insert(change, kind->path, "block5", version, running->diag);
    else
        status = lbh_change_remove(change, kind->path, running->diag);
    if (status == LBH_OK) status = lbh_change_apply(change, &result, running->diag);
    lbh_change_free(change);
    if (kind->edit == REPLACE_EACH_ANEW) unlink(version);
    return status == LBH_OK && result.outcome == LBH_OUTCOME_DONE ? result.iteration : -1;
}

/* Returns the median of the plain iterations, or another quantile. */
static double plain_quantile(const struct pulse *pulse, double part)
{
    uint64_t all = 0, seen = 0;
    for (int ns = 0; ns <= PULSE_LONG_NS; ns++) all += pulse->plain[ns];
    for (int ns = 0; ns <= PULSE_LONG_NS; ns++)
        if ((seen += pulse->plain[ns]) >= (uint64_t)(part * (double)all)) return ns;
    return PULSE_LONG_NS;
}

/* Returns what an iteration did for a change; BESIDE: nothing. */
static int row_of(const struct pulse_beat *beat, int64_t published)
{
    if (beat->i == published) return PUBLISH;
    if (beat->i > published && beat->i < published + TRIAL_CALLS) return CALL;
    if (beat->pending & LBH_PENDING_SETTLE) return SETTLE;
    if (beat->pending & LBH_PENDING_CHANGE) return beat->i < published ? LOOK : ASKED_AGAIN;
    return BESIDE;
}

/* Sorts the iterations that were noted during a change. `warm`: nobody else has been on the processor since the last one. */
static void sort_out(const struct running *running, size_t first, size_t last, int64_t published, bool warm)
{
    struct samples *rows = running->changes->rows;
    const double plain = plain_quantile(running->pulse, 0.5);
    double longest = 0, sum = 0, beside = 0;
    for (size_t k = first; k < last; k++) {
        const struct pulse_beat *beat = &running->pulse->beats[k];
        const double extra = (double)beat->ns - plain;
        const int row = row_of(beat, published);
        if (row == BESIDE) {
            if (beat->ns > PULSE_LONG_NS) beside += extra;
            continue;
        }
        samples_add(&rows[row], extra);
        if (extra > longest) longest = extra;
        sum += extra;
    }
    samples_add(&rows[LONGEST], longest);
    if (warm) samples_add(&rows[LONGEST_WARM], longest);
    samples_add(&rows[SUM], sum);
    samples_add(&rows[BESIDE], beside);
}

/* Sums up the long iterations of a time in which nothing was changed. */
static void sum_quiet(const struct running *running, size_t first, size_t last)
{
    const double plain = plain_quantile(running->pulse, 0.5);
    double sum = 0;
    for (size_t k = first; k < last; k++) {
        const struct pulse_beat *beat = &running->pulse->beats[k];
        if (beat->ns > PULSE_LONG_NS) sum += (double)beat->ns - plain;
    }
    samples_add(&running->changes->quiet, sum);
}

static bool change_again_and_again(const struct running *running)
{
    struct pulse *pulse = running->pulse;
    while (atomic_load(&pulse->iterations) == 0) wait_ns(1000000);
    wait_ns(100000000);
    long before = interruptions(running);
    for (size_t number = 0; number < running->changes->kind->count; number++) {
        const size_t first = atomic_load(&pulse->beat_count);
        const int64_t begin = now_ns();
        const int64_t published = make_change(running, number);
        const int64_t took = now_ns() - begin;
        if (published < 0) return false;
        while (atomic_load(&pulse->iterations) < published + 2 * PULSE_FOLLOWING) wait_ns(10000);
        const size_t last = atomic_load(&pulse->beat_count);
        const long after = interruptions(running);
        const bool warm = before >= 0 && after == before;
        before = after;
        wait_ns(took);
        if (number < 2) continue; /* the first of each version: pages are touched */
        sort_out(running, first, last, published, warm);
        sum_quiet(running, last, atomic_load(&pulse->beat_count));
    }
    return true;
}

static bool make_in(struct running *running, struct lbh_host *host)
{
    pthread_t thread;
    void *run_diag = NULL;
    running->diag = lbh_diag_new();
    running->pulse->begun = begin_watching;
    running->pulse->ending = end_watching;
    bool fine = open_pipeline(running, host) && pthread_create(&thread, NULL, run, running) == 0;
    if (fine) {
        fine = change_again_and_again(running);
        atomic_store(&running->pulse->stop, 1);
        pthread_join(thread, &run_diag);
        fine = fine && lbh_diag_count(run_diag) == 0;
        lbh_diag_free(run_diag);
    }
    fputs(lbh_diag_text(running->diag), stderr);
    lbh_pipeline_free(running->pipeline);
    lbh_diag_free(running->diag);
    return fine;
}

bool changes_make(struct changes *changes)
{
    struct running running = {.changes = changes, .pulse = malloc(sizeof *running.pulse)};
    struct lbh_host *host = lbh_host_new();
    bool fine = false;
    if (running.pulse && host) {
        memset(running.pulse, 0, sizeof *running.pulse); /* its pages are touched here, not by the loop */
        current = changes;
        changes->distance_ns = apart_distance_ns();
        fine = make_in(&running, host);
        changes->plain_ns = plain_quantile(running.pulse, 0.5);
        changes->plain_99th_ns = plain_quantile(running.pulse, 0.99);
    }
    free(running.pulse);
    lbh_host_free(host);
    return fine;
}
