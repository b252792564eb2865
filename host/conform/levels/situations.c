/* SPDX-License-Identifier: MIT */
/* A child goes through one situation after another, and notes in shared memory how far it came; where it dies, another goes on. */
#include "situations.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <loopblocks/host.h>

#include "conform/job.h"
#include "conform/rig/rig_manifest.h"
#include "conform/subject/subject.h"
#include "guard.h"

enum { PATIENCE_S = 5, CALLS = 2, LEAST_BYTES = 1 << 30 };

/* What parent and child share. */
struct shared {
    size_t from;  /* where the child begins */
    size_t at;    /* what it is at */
    size_t total; /* how many there are; 0: it did not come so far */
    unsigned kinds;
    unsigned patience_s; /* for one stage of a life */
    struct verdict verdict;
    struct courses courses;
};

/* A check's function is given no more than its case: what the child is to do has to be found here. */
static struct shared *shared;

const char *situations_stage(enum stage stage)
{
    switch (stage) {
    case STAGE_CREATE: return "create";
    case STAGE_PREPARE: return "prepare";
    case STAGE_CALL: return "call";
    case STAGE_DESTROY: return "destroy";
    case STAGE_DONE: return "life";
    }
    return "";
}

/* Returns the text of an error that has this in it; null: there is none. */
static const char *find_error(const struct rig *rig, const char *part)
{
    for (size_t i = 0; i < lbh_diag_count(rig->diag); i++) {
        const char *text = lbh_diag_borrow_error(rig->diag, i)->text;
        if (text && strstr(text, part)) return text;
    }
    return NULL;
}

static bool is_failure(int64_t status)
{
    return status < 0 && status >= LB_IO;
}

/* Looks at a failure: the host says of some what is wrong with them. */
static void note_failure(struct course *course, const struct rig *rig, lb_status status)
{
    static const char no_reason[] = "failed with status ";
    const char *text = find_error(rig, "gave no reason");
    const char *number = text ? strstr(text, no_reason) : NULL;
    const long said = number ? strtol(number + sizeof no_reason - 1, NULL, 10) : LB_OK;
    const struct lbh_violation *violation = lbh_guard_last(rig->plan);
    course->refused = true;
    course->strayed = violation != NULL;
    course->unknown =
        find_error(rig, "which is no status") || status < LB_IO || status > LB_STOP || (number && !is_failure(said));
    /* That there is no memory needs no words. */
    course->wordless = text && !course->unknown && said != LB_NO_MEMORY;
    course->misshaped = find_error(rig, "shape clash: output=") || find_error(rig, "shape clash: state=") ||
                        find_error(rig, "prepare set no shape");
    snprintf(course->reason, sizeof course->reason, "%s", rig_reason(rig));
}

static void reach(struct course *course, enum stage stage)
{
    course->stage = stage;
    alarm(shared->patience_s);
}

/* A life from create to destroy. */
static void live(struct conform_case *c, const struct situation *situation, struct course *course)
{
    char words[64];
    struct rig_setup setup = situation->setup;
    setup.config_text = situation->long_text ? situation->long_text : situation->config_text;
    reach(course, STAGE_CREATE);
    struct rig *rig = rig_new(c, &setup);
    lb_status status = LB_OK;
    if (situation->input) lbh_pipeline_set(rig->pipeline, situation->input, "0", rig->diag);
    bool fine = rig_build(rig);
    if (fine) {
        reach(course, STAGE_PREPARE);
        fine = (status = rig_prepare(rig)) == LB_OK;
    }
    for (int64_t i = 0; fine && i < CALLS; i++) {
        reach(course, STAGE_CALL);
        rig->argument = situation->has_argument && i == 0 ? &situation->argument : NULL;
        status = rig_call(rig, i);
        fine = status == LB_OK || status == LB_STOP;
    }
    if (!fine) note_failure(course, rig, status);
    const enum stage reached = course->stage;
    reach(course, STAGE_DESTROY);
    rig_end(rig);
    alarm(0);
    course->stage = fine ? STAGE_DONE : reached;
    course->printed = subject_printed(words, sizeof words);
    if (course->printed) snprintf(course->trace, sizeof course->trace, "%s", words);
}

/* Whether the profile names a file for it to read. */
static bool reads_file(const struct rig *rig)
{
    for (size_t i = 0; i < rig->descriptor->config_count; i++) {
        const struct lb_config *config = &rig->descriptor->configs[i].declared;
        if ((config->flags & (LB_CONFIG_INPUT_PATH | LB_CONFIG_FILE)) && job_member(rig->c->job, "configs", config->name))
            return true;
    }
    return false;
}

static void go_on(struct conform_case *c)
{
    const rlim_t eighth = (rlim_t)sysconf(_SC_PHYS_PAGES) * (rlim_t)sysconf(_SC_PAGESIZE) / 8;
    const rlim_t bytes = eighth > LEAST_BYTES ? eighth : LEAST_BYTES;
    const struct rlimit limit = {bytes, bytes};
    const size_t most = sizeof shared->courses.items / sizeof shared->courses.items[0];
    struct situation *situations = calloc(most, sizeof *situations);
    struct rig *rig = rig_new(c, &(struct rig_setup){.guard = true});
    const bool shaped = rig_draws_shapes(rig) || rig->descriptor->is_component;
    const bool bound = reads_file(rig);
    const size_t count = situations ? situations_list(rig, shared->kinds, situations, most) : 0;
    signal(SIGALRM, SIG_DFL);       /* Check has a handler, which is not for children of its own children */
    setrlimit(RLIMIT_DATA, &limit); /* so that what asks for all memory there is gets none */
    shared->total = count;
    for (size_t i = shared->from; i < count; i++) {
        struct course *course = &shared->courses.items[i];
        course->kind = situations[i].kind;
        course->shaped = shaped;
        course->bound = bound;
        snprintf(course->text, sizeof course->text, "%s", situations[i].text);
        shared->at = i;
        live(c, &situations[i], course);
        shared->courses.count = i + 1;
    }
}

/* Notes how a child ended, in the situation that it was at. Returns whether that was the subject's doing. */
static bool note_end(struct course *course)
{
    const struct verdict *verdict = &shared->verdict;
    const bool given_up = strncmp(verdict->reason, "cannot try it", strlen("cannot try it")) == 0;
    course->died = !given_up;
    course->refused = given_up;
    snprintf(course->trace, sizeof course->trace, "%.1000s", verdict->trace);
    if (strstr(verdict->reason, "SIGALRM"))
        snprintf(course->reason, sizeof course->reason, "it did not return within %u s", shared->patience_s);
    else
        snprintf(course->reason, sizeof course->reason, "%.500s", verdict->reason);
    return course->died;
}

const struct courses *situations_go_through(struct conform_case *c, unsigned kinds, int deaths)
{
    const struct check check = {.id = c->check->id, .run = go_on, .timeout_s = 40};
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) conform_fail(c, NULL, "cannot try it: out of memory");
    shared->kinds = kinds;
    /* Who gives a check more time means what takes long in it. */
    shared->patience_s = c->job->timeout_s / 4 > PATIENCE_S ? (unsigned)c->job->timeout_s / 4 : PATIENCE_S;
    while (deaths > 0) {
        shared->verdict = (struct verdict){.seed = c->seed};
        subject_run(c->job, &check, &shared->verdict);
        if (shared->verdict.outcome == OUTCOME_SKIPPED) conform_skip(c, "%s", shared->verdict.reason);
        if (shared->total == 0) conform_fail(c, shared->verdict.mend, "%s", shared->verdict.reason);
        if (shared->verdict.outcome == OUTCOME_PASSED) break;
        deaths -= note_end(&shared->courses.items[shared->at]);
        shared->courses.count = shared->from = shared->at + 1;
    }
    if (shared->total == 1 && !(kinds & SITUATION_PLAIN)) conform_skip(c, "it declares nothing that this could be tried with");
    return &shared->courses;
}
