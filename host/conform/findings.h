/* SPDX-License-Identifier: MIT */
/* What the checks of one run share: it lies in memory that their processes share. */
#ifndef LOOPBLOCKS_CONFORM_FINDINGS_H
#define LOOPBLOCKS_CONFORM_FINDINGS_H

#include "verdict.h"

struct findings {
    int32_t candidate;  /* of the inputs that the subject runs with, see rig.h; -1: none was found */
    int64_t iterations; /* that it was found to make with it, at most 64 */
    unsigned kind;      /* OF_...; 0: not known */
    char name[64];      /* of the subject, as it calls itself */
    char version[32];
    char sha256[65];
    struct verdict verdicts[]; /* one for each check, in their order */
};

/* Returns the findings so far. Borrowed from who runs the checks. */
struct findings *findings_of_run(void);

#endif
