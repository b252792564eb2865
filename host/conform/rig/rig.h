/* SPDX-License-Identifier: MIT */
/* The rig: the subject in a pipeline that is made for it, with stand-ins around it, to be prepared and called by hand. */
#ifndef LOOPBLOCKS_CONFORM_RIG_H
#define LOOPBLOCKS_CONFORM_RIG_H

#include <stdbool.h>

#include "conform/case.h"
#include "conform/findings.h"
#include "conform/job.h"
#include "draw.h"
#include "plan.h"

/*
 * What stands where, by the kind of the subject:
 *
 *   block      loop (a stand-in that passes what the block takes) > subject
 *   loop       subject > probe (a stand-in that watches what it is passed)
 *   component  loop > user (a stand-in that calls the component's methods); the component is "subject"
 *
 * Before the loop come the blocks of the profile's "before". The components that the subject uses are those of the profile, else
 * stand-ins by interface. Values come from the profile, from defaults, or are drawn.
 */
struct rig {
    struct conform_case *c;
    struct rig_setup *setup; /* its own copy */
    struct lbh_host *host;
    struct lbh_diag *diag;
    struct lbh_pipeline *pipeline;
    struct lbh_plan *plan;
    const struct lbh_descriptor *descriptor;
    struct draw_extents extents;
    struct lbh_step *loop_step; /* once built, as all that follow */
    struct lbh_instance *loop;  /* the wrapper: a stand-in, or the subject */
    struct lbh_instance *subject;
    struct lbh_instance *caller; /* whose call exercises the subject: itself, the probe's loop, the user */
    int64_t iterations;          /* that the stand-in loop makes in lbh_pipeline_run */
    int64_t iteration;           /* the one that is under way */
    void (*between)(struct rig *rig, int64_t iteration);        /* called before each of them; null: nothing is */
    lb_status (*probe)(struct rig *rig, const void *loop_args); /* called by the probe block; null: LB_OK is */
    int64_t probed;                                             /* how often the probe was called */
    const struct rig_argument *argument;                        /* one that is set to something unusual; null: none is */
    struct exercise *exercise;                                  /* of a component: what its methods are called with */
    bool swapping;        /* a new instance is prepared beside the running one: what that works on stays */
    bool draws_anew;      /* see rig_give_again */
    unsigned char poison; /* what that is filled with where it is an output */
    uint64_t digest;      /* of what the subject passed to the probe, or what its methods answered */
    void *user;           /* the check's own */
};

/* How a rig differs from the plain one. Zero-filled, it is plain. */
struct rig_setup {
    bool guard;                    /* guard mode: what the subject touches beside its own is its failure */
    bool optional;                 /* inputs that it can do without are given, too */
    bool defaults;                 /* of the profile's configs only those are set that are required */
    bool twin;                     /* of a block: a second one runs behind it, on values of its own, "twin_..." */
    const char *with;              /* an input that is given though it can do without */
    const char *without;           /* an input that is not given */
    const char *without_component; /* a use that is left empty */
    int64_t extent;                /* what dimensions' names stand for, where the profile does not say; 0: by the candidate */
    int32_t candidate;             /* of inputs, from 1; 0: the one that was found to run */
    const char *config;            /* a config that is set, to this JSON text; null: none */
    const char *config_text;
    uint64_t seed;      /* added to the case's */
    int64_t iterations; /* of lbh_pipeline_run; 0: as many as it was found to make */
};

/* rig_setup.extent: dimensions of 0. */
#define RIG_NO_EXTENT (-1)

/* A loop argument that is not as usual. */
struct rig_argument {
    size_t index;
    enum draw_fill fill;
};

/* How many candidates there are, from 1: ways to choose what dimensions' names stand for. */
#define RIG_CANDIDATES 6

/*
 * Each step of a rig's life. new fails the case where the suite itself cannot go on; the others return what the host or the subject
 * said, and rig_reason has the words. A rig may be ended after any of them.
 */
struct rig *rig_new(struct conform_case *c, const struct rig_setup *setup);
bool rig_build(struct rig *rig);        /* loads, creates, checks */
lb_status rig_prepare(struct rig *rig); /* first values, the blocks before, then prepare of all within the loop */
lb_status rig_call(struct rig *rig, int64_t iteration); /* exercises the subject once: a wrapper runs its whole loop */
void rig_end(struct rig *rig);                          /* destroys */

/* Finds the parts once more, after a change. */
void rig_find_parts(struct rig *rig);

/* All of it but the calls, failing the case where any of it does not work. */
struct rig *rig_start(struct conform_case *c, const struct rig_setup *setup);

/* Calls, failing the case if that fails. */
void rig_must_call(struct rig *rig, int64_t iteration);

/* Runs the pipeline as anybody would, from its first values to its end. */
enum lbh_status rig_run(struct rig *rig);

/* Prepares the loop and all within once more, as the host does when shapes have changed. */
lb_status rig_prepare_again(struct rig *rig);

/*
 * Has the next rig_prepare give the subject its inputs anew: those that were drawn are drawn once more, of other extents (0: by the
 * candidate). False where that changes no shape, since there is none, or the profile says them all.
 */
bool rig_give_again(struct rig *rig, int64_t extent);

/* Returns what was said last, in a line; "" if nothing. And whether the subject itself said anything since the count. */
const char *rig_reason(const struct rig *rig);
size_t rig_failures(const struct rig *rig);

/*
 * Returns a number made of all that the subject has produced: its set outputs and its states (without scratch), shapes and bytes, what
 * it passed, what its methods answered. Equal runs have equal numbers.
 */
uint64_t rig_digest(const struct rig *rig);

/* Return the cell of one of the subject's slots; and the number of iterations that it was found to make (at least 1). */
struct lbh_cell *rig_cell(const struct rig *rig, uint32_t slot);
int64_t rig_usual_iterations(const struct rig *rig);

/* Overwrites a value of the subject, with its shape as it is. What is not set, or holds nothing, stays. */
void rig_fill(struct rig *rig, uint32_t slot, enum draw_fill fill);

/* Sets what the subject, a block, is passed in an iteration: one argument to this value, converted to its type; the others as usual. */
void rig_set_argument(struct rig *rig, size_t index, double value);

#endif
