/* SPDX-License-Identifier: MIT */
/* The suite: every check as a test of Check's, in a process each, and what all of them came to. */
#ifndef LOOPBLOCKS_CONFORM_SUITE_H
#define LOOPBLOCKS_CONFORM_SUITE_H

#include <stdbool.h>
#include <stddef.h>

#include "case.h"
#include "findings.h"
#include "job.h"

/* What became of one check. An allowed failure counts as neither passed nor failed. */
enum result { RESULT_NOT_RUN, RESULT_PASSED, RESULT_FAILED, RESULT_ALLOWED, RESULT_SKIPPED };

struct tally {
    size_t counts[RESULT_SKIPPED + 1];
    size_t by_level[6][RESULT_SKIPPED + 1];
    int level; /* the highest one up to which nothing failed: 0 to 5 */
};

/* Called after each check that was asked for, in order. */
typedef void (*suite_listener)(void *user, const struct check *check, const struct verdict *verdict, enum result result);

/*
 * Runs what the job asks for. What checks build on is run in any case, and told only if it was asked for. Returns the findings, to be
 * freed with suite_free; null, after a message, where the system gives no memory.
 */
struct findings *suite_run(struct job *job, suite_listener listener, void *user, struct tally *tally);
void suite_free(struct findings *findings);

#endif
