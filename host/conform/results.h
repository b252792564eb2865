/* SPDX-License-Identifier: MIT */
/* How results are told: to people as they come, and in three formats that tools read. */
#ifndef LOOPBLOCKS_CONFORM_RESULTS_H
#define LOOPBLOCKS_CONFORM_RESULTS_H

#include <stdbool.h>
#include <stdio.h>

#include "suite.h"

/* One line for each check, and what is wrong with those that failed. The user is a struct table. */
struct table {
    FILE *file;
    const struct job *job;
    int level; /* the last one that had a heading */
};
void table_tell(void *user, const struct check *check, const struct verdict *verdict, enum result result);

/* All that was told, for the formats that begin with a count. */
struct told {
    const struct check *check;
    const struct verdict *verdict;
    enum result result;
};
struct results {
    const struct job *job;
    const struct findings *findings;
    const struct tally *tally;
    const struct told *items;
    size_t count;
};

/* "ok", "FAILED", "allowed", "skipped". */
const char *result_name(enum result result);

/* Returns why a failure is allowed; null: it is not. */
const char *result_allowance(const struct job *job, const struct check *check);

/* Write all results. */
void tap_write(FILE *file, const struct results *results);
void junit_write(FILE *file, const struct results *results);
bool json_write(FILE *file, const struct results *results);

/* The line that says it all, fit to be pasted: name, version, level, counts, SDK, hash. */
void badge_write(FILE *file, const struct results *results);

/* A line for each level: how much of it holds. */
void score_write(FILE *file, const struct results *results);

#endif
