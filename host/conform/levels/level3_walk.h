/* SPDX-License-Identifier: MIT */
/* A loop wrapper's walk: what it passed in every step, what it was told, what it made of that. */
#ifndef LOOPBLOCKS_CONFORM_LEVEL3_WALK_H
#define LOOPBLOCKS_CONFORM_LEVEL3_WALK_H

#include "conform/rig/rig.h"

/* Steps that are noted; a wrapper that makes more is stopped there with LB_STOP. And bytes of arguments. */
#define WALK_STEPS 64
#define WALK_BYTES 256

struct walk {
    /* Set by the check. */
    int64_t act_at;                /* the step in which something is done; -1: none */
    lb_status answer;              /* what the block in the loop returns there */
    void (*act)(struct rig *rig);  /* what is done there; null: nothing else */
    void (*step)(struct rig *rig); /* called in every step, and once after the last; null: nothing */
    unsigned char fill;            /* what the arguments hold before each walk */
    const char *step_on;           /* why asking for a step after the end is no matter; null: it fails */
    /* What came of it. */
    int64_t steps;
    unsigned char passed[WALK_STEPS][WALK_BYTES]; /* by the members' offsets; zero between them */
    lb_status told;                               /* by the first lb_loop_step that said that the loop ends; LB_OK: none */
    int64_t asked_on;                             /* how often it asked for a step after that */
    lb_status returned[2];                        /* by the wrapper, when it was called first, and later */
    int64_t calls;                                /* of the wrapper */
    lb_status (*adapter)(const struct lbh_call *call, size_t *made);
};

/* Returns a rig that is built and prepared, whose wrapper is watched. The walk is to be zero-filled but for what the check sets. */
struct rig *walk_start(struct conform_case *c, const struct rig_setup *setup, struct walk *walk);

/* Has the wrapper walk; returns what became of the loop. From its beginning: what an earlier walk noted is forgotten. */
lb_status walk_go(struct rig *rig, struct walk *walk);

/* Notes no more, so that the rig can be ended. */
void walk_end(struct rig *rig, const struct walk *walk);

/*
 * Finds inputs with which the wrapper makes at least `fewest` steps, and walks them once, from its beginning to its end. Skips the check
 * where there are none. The setup finds them again.
 */
void walk_whole(struct conform_case *c, int64_t fewest, struct rig_setup *setup, struct walk *walk);

/* Compares what was passed from step `first` on; on a difference says which, in words. Also where one made fewer steps. */
bool walk_same(const struct rig *rig, const struct walk *expected, const struct walk *found, char *words, size_t size);

#endif
