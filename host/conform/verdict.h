/* SPDX-License-Identifier: MIT */
/* What a check came to: a record in memory that the process which runs it shares with the one that judges. */
#ifndef LOOPBLOCKS_CONFORM_VERDICT_H
#define LOOPBLOCKS_CONFORM_VERDICT_H

#include <stdint.h>

/* UNKNOWN is what a process leaves behind that crashes, hangs or exits: that is a failure, too. */
enum outcome { OUTCOME_UNKNOWN, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED };

struct verdict {
    enum outcome outcome;
    int32_t system_call; /* the one that was not allowed; -1: none */
    char step[256];      /* what was being done: "call 3 with x of f32[1,3]" */
    char reason[1024];   /* of a failure or a skip */
    char mend[512];      /* what the author is to do; "": nothing to say */
    char trace[2048];    /* where in the block it happened, a line a frame; "": not known */
    char facts[1024];    /* what the check found out beside it, for those that follow */
    uint64_t seed;       /* with which it was run */
    int64_t time_ns;
};

#endif
