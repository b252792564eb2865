/* SPDX-License-Identifier: MIT */
/* What the checks of level 3 share: whose calls are watched, and what a subject makes in every iteration. */
#ifndef LOOPBLOCKS_CONFORM_LEVEL3_H
#define LOOPBLOCKS_CONFORM_LEVEL3_H

#include "conform/replaced/replaced.h"
#include "conform/rig/rig.h"

/* Returns whose calls are the subject's, for a rig that is built. */
struct replaced_subject level3_subject(const struct rig *rig);

/* Gives the program memory in advance, so that it asks the system for none while system calls are trapped. */
void level3_warm_memory(void);

#define LEVEL3_ITERATIONS 64
#define LEVEL3_VALUES 32

/* What a subject produced: a number for each of its values in each iteration, as rig_digest has them together. */
struct level3_record {
    int64_t made;
    uint64_t all[LEVEL3_ITERATIONS];
    uint64_t values[LEVEL3_ITERATIONS][LEVEL3_VALUES];
    int32_t failed; /* the last status, if it was a failure */
    char reason[256];
};

/* Notes an iteration that was just made. */
void level3_note(const struct rig *rig, lb_status status, struct level3_record *record);

/* Compares two; on a difference fills `where` with the iteration and the value's name. */
bool level3_same(const struct rig *rig, const struct level3_record *a, const struct level3_record *b, char *where, size_t size);

/*
 * Does a part of a check in a process of its own, confined as a check's is. What it says with conform_fail or conform_skip is the
 * check's; so is its crash. `user` is to lie in memory from level3_share. For checks with WANTS_FORK.
 */
void level3_apart(struct conform_case *c, void (*function)(struct conform_case *c, void *user), void *user);

/* Returns zero-filled memory that processes share. */
void *level3_share(struct conform_case *c, size_t size);

#endif
