/* SPDX-License-Identifier: MIT */
/* One kind of change, made again and again in a loop that runs, and what it cost the loop's thread. */
#ifndef BENCH_CHANGES_H
#define BENCH_CHANGES_H

#include <stdbool.h>
#include <sys/resource.h>

#include "table.h"

enum edit { REPLACE, REPLACE_EACH_ANEW, INSERT_AND_REMOVE };

struct kind {
    const char *title;
    const char *block;     /* the first of the ten; the others are ticks */
    const char *component; /* null: it calls none */
    const char *path;      /* what is changed */
    enum edit edit;
    int64_t state_bytes;
    size_t count;
    bool rehearsed;
    double target;
};

/* What the loop's thread does for a change, an iteration each; and what that comes to. */
enum { LOOK, PUBLISH, CALL, SETTLE, ASKED_AGAIN, LONGEST, LONGEST_WARM, SUM, BESIDE, CHANGE_ROWS };

/* Times in nanoseconds, above that of a plain iteration. */
struct changes {
    const struct kind *kind;
    const char *build;   /* the build folder */
    const char *scratch; /* a folder for versions */
    struct samples rows[CHANGE_ROWS];
    struct samples quiet;           /* as rows[BESIDE], in an equal time without a change */
    double plain_ns, plain_99th_ns; /* a plain iteration's median, and what 99 of 100 do not exceed */
    double distance_ns;             /* how long a changed word takes from one processor to the other */
    bool watched;                   /* the loop's thread has made no system call but to wait and wake */
    struct rusage before, after;    /* of the loop's thread, at the loop's beginning and end */
};

/* Fills the rest in. False, after a message, on failure. */
bool changes_make(struct changes *changes);

#endif
