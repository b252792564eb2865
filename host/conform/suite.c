/* SPDX-License-Identifier: MIT */
/* Registering the checks with Check, and reading its results beside the verdicts. */
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "checks.h"
#include "conform/subject/subject.h"
#include "signals.h"

/* Check's tests are functions of a number alone: what they are about has to be found here. */
static const struct job *job_of_tests;
static struct findings *findings_of_tests;

/* Beyond what a check's process is given, so that it is judged there. */
enum { SPARE_TIMEOUT_S = 3600 };

struct findings *findings_of_run(void)
{
    return findings_of_tests;
}

static const char *id_of(const struct check *check)
{
    return check ? check->id : "";
}

/* Returns why a check cannot be run, or null. */
static const char *obstacle(const struct check *check)
{
    const struct findings *findings = findings_of_tests;
    if ((check->wants & (WANTS_LIBRARY | WANTS_RUN)) && findings->kind == 0) return "the library cannot be loaded";
    if (findings->kind && !(check->kinds & findings->kind))
        return findings->kind == OF_COMPONENT ? "it is not about components"
               : findings->kind == OF_LOOP    ? "it is not about loop wrappers"
                                              : "it is not about blocks";
    if ((check->wants & WANTS_RUN) && findings->candidate < 0) return "no input was found with which it runs: see `runs`";
    return NULL;
}

START_TEST(check_is_kept)
{
    signals_in_child();
    const struct check *check = checks_at((size_t)_i);
    struct verdict *verdict = &findings_of_tests->verdicts[_i];
    const char *reason = obstacle(check);
    verdict->seed = job_of_tests->seed;
    if (reason) {
        verdict->outcome = OUTCOME_SKIPPED;
        snprintf(verdict->reason, sizeof verdict->reason, "%s", reason);
        return;
    }
    subject_run(job_of_tests, check, verdict);
    if (verdict->outcome == OUTCOME_FAILED) ck_abort_msg("%s: %s", id_of(check), verdict->reason);
}
END_TEST

/* What others build on is run whenever anything of its level or a higher one is. */
static bool is_basis(const struct check *check)
{
    return strcmp(check->id, "loads") == 0 || strcmp(check->id, "descriptor-is-read") == 0 || strcmp(check->id, "runs") == 0;
}

static bool is_asked_for(const struct job *job, const struct check *check)
{
    if (check->level < job->first_level || check->level > job->last_level) return false;
    for (size_t i = 0; i < job->only_count; i++)
        if (strcmp(job->only[i], check->id) == 0) return true;
    return job->only_count == 0;
}

static struct allowance *allowance_of(struct job *job, const char *id)
{
    for (size_t i = 0; i < job->allowance_count; i++)
        if (strcmp(job->allowances[i].id, id) == 0) return &job->allowances[i];
    return NULL;
}

static enum result judge(struct job *job, const struct check *check, const struct verdict *verdict)
{
    struct allowance *allowance;
    switch (verdict->outcome) {
    case OUTCOME_PASSED: return RESULT_PASSED;
    case OUTCOME_SKIPPED: return RESULT_SKIPPED;
    case OUTCOME_FAILED:
    case OUTCOME_UNKNOWN: break;
    }
    allowance = allowance_of(job, check->id);
    if (!allowance) return RESULT_FAILED;
    allowance->used = true;
    return RESULT_ALLOWED;
}

static struct findings *new_findings(void)
{
    const size_t size = sizeof(struct findings) + checks_count() * sizeof(struct verdict);
    struct findings *findings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (findings == MAP_FAILED) return NULL;
    findings->candidate = -1;
    return findings;
}

void suite_free(struct findings *findings)
{
    if (findings) munmap(findings, sizeof *findings + checks_count() * sizeof(struct verdict));
}

/* Runs one check through Check. */
static void run_one(size_t index)
{
    Suite *suite = suite_create("conform");
    TCase *tcase = tcase_create(checks_at(index)->id);
    tcase_set_timeout(tcase, SPARE_TIMEOUT_S);
    tcase_add_loop_test(tcase, check_is_kept, (int)index, (int)index + 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_FORK);
    srunner_run_all(runner, CK_SILENT);
    struct verdict *verdict = &findings_of_tests->verdicts[index];
    /* A test that ended otherwise than it should has no verdict to be believed. */
    if (srunner_ntests_failed(runner) > 0 && verdict->outcome != OUTCOME_FAILED) {
        TestResult **results = srunner_failures(runner);
        verdict->outcome = OUTCOME_FAILED;
        snprintf(verdict->reason, sizeof verdict->reason, "its process was lost: %s", tr_msg(results[0]));
        free(results);
    }
    srunner_free(runner);
}

/* Check is told of nobody else's wishes: of those who run our caller's own tests with it, say. */
static void forget_wishes(void)
{
    static const char *const names[] = {"CK_DEFAULT_TIMEOUT",    "CK_EXCLUDE_TAGS",  "CK_FORK",
                                        "CK_INCLUDE_TAGS",       "CK_LOG_FILE_NAME", "CK_MAX_MSG_SIZE",
                                        "CK_RUN_CASE",           "CK_RUN_SUITE",     "CK_TAP_LOG_FILE_NAME",
                                        "CK_TIMEOUT_MULTIPLIER", "CK_VERBOSITY",     "CK_XML_LOG_FILE_NAME"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) unsetenv(names[i]);
}

struct findings *suite_run(struct job *job, suite_listener listener, void *user, struct tally *tally)
{
    struct findings *findings = new_findings();
    if (!findings) return NULL;
    forget_wishes();
    signals_begin();
    job_of_tests = job;
    findings_of_tests = findings;
    *tally = (struct tally){.level = 0};
    for (size_t i = 0; i < checks_count(); i++) {
        const struct check *check = checks_at(i);
        const bool asked_for = is_asked_for(job, check);
        if (!asked_for && !(is_basis(check) && check->level <= job->last_level)) continue;
        run_one(i);
        if (!asked_for) continue;
        const enum result result = judge(job, check, &findings->verdicts[i]);
        tally->counts[result]++;
        tally->by_level[check->level][result]++;
        listener(user, check, &findings->verdicts[i], result);
    }
    for (int level = job->first_level; level <= job->last_level && tally->by_level[level][RESULT_FAILED] == 0; level++)
        tally->level = level;
    return findings;
}
