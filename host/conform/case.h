/* SPDX-License-Identifier: MIT */
/* A check, and how it says what it came to. Checks run in a process of their own, which may be lost. */
#ifndef LOOPBLOCKS_CONFORM_CASE_H
#define LOOPBLOCKS_CONFORM_CASE_H

#include <stdint.h>

#include <loopblocks/abi.h>

#include "verdict.h"

struct job;
struct check;

/* What a running check knows. */
struct conform_case {
    const struct job *job;
    const struct check *check;
    struct verdict *verdict;
    uint64_t seed; /* for whatever is drawn: the same seed, the same run */
};

/* check.kinds */
#define OF_BLOCK 1u
#define OF_LOOP 2u
#define OF_COMPONENT 4u
#define OF_ANY 7u

/* check.wants */
#define WANTS_LIBRARY 1u /* the subject must be loadable: without that there is nothing to check */
#define WANTS_RUN 2u     /* it must run with some input: see the check "runs" */
#define WANTS_FORK 4u    /* processes are part of what is done; the subject is not called in this one */

/*
 * A promise of the block's, and how it is tried. Ids are for ever: they stand in allowances and reports. A check that returns has
 * passed.
 */
struct check {
    const char *id;      /* "inputs-stay-unmodified" */
    int level;           /* 1 to 5 */
    unsigned kinds;      /* OF_... */
    unsigned wants;      /* WANTS_... */
    const char *promise; /* "leaves inputs that are no outputs as they are" */
    void (*run)(struct conform_case *c);
    int timeout_s; /* 0: 10 */
};

/* Each ends the process. `mend` says what the author is to do, or is null. */
void conform_fail(struct conform_case *c, const char *mend, const char *format, ...) LB_PRINTF(3, 4) __attribute__((noreturn));
void conform_skip(struct conform_case *c, const char *format, ...) LB_PRINTF(2, 3) __attribute__((noreturn));

/* Says what is done next, for whoever finds this process crashed or hanging. */
void conform_step(struct conform_case *c, const char *format, ...) LB_PRINTF(2, 3);

/* Adds to verdict.facts, a line. */
void conform_fact(struct conform_case *c, const char *format, ...) LB_PRINTF(2, 3);

#endif
