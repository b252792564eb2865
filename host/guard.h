/* SPDX-License-Identifier: MIT */
/* Guard mode: while a block is at work, only the values that it declared are open to it, and what it touches beside them is told. */
#ifndef LBH_GUARD_H
#define LBH_GUARD_H

#include "plan.h"

enum lbh_stray {
    LBH_STRAY_INPUT,      /* wrote an input that is no output */
    LBH_STRAY_UNDECLARED, /* touched a value that it does not declare, or another one's state */
    LBH_STRAY_UNSET,      /* read an input that is not set */
    LBH_STRAY_BEHIND,     /* touched what lies behind the end of a value of its own */
    LBH_STRAY_BEFORE      /* or before its start */
};

/* What was found last. Texts are cut where they are too long. */
struct lbh_violation {
    enum lbh_stray kind;
    bool wrote;
    bool knows_wrote; /* false: this machine does not say whether it read or wrote */
    bool in_prepare;
    bool in_step;    /* of traces: a wrapper had left them before its step */
    bool at_once;    /* the very access was caught; false: its traces were found when the call had ended */
    char path[256];  /* of the block that was at work */
    char name[128];  /* of the parameter, as the block calls it; of what it does not declare: the value's */
    char owner[256]; /* whose state that is; "": it is a value of the pipeline, or its own */
    const void *address;
    ptrdiff_t offset;  /* of the access from the value's start; of traces: how far behind its end, or before its start */
    size_t bytes;      /* of the value */
    char library[256]; /* the file in which the code is; "": not known, as for traces */
    size_t library_offset;
    char source[256]; /* "": no debug information */
    int line;
};

struct lbh_guard;
struct lbh_guard_frame;

/* Turns guard mode on for a plan of which nothing is built yet. False when out of memory. */
bool lbh_guard_begin(struct lbh_plan *plan);
void lbh_guard_end(struct lbh_plan *plan);

/*
 * Has `act` done with only that open which the instance may touch, and everything opened again behind it. Returns what it returned,
 * or LB_FAILED, reported, where it strayed. It may be left in its midst. [prepare step]
 */
lb_status lbh_guard_run(struct lbh_instance *instance, bool in_prepare, lb_status (*act)(const void *user), const void *user);

/*
 * In the midst of that: opens everything for the host, and closes it again. The first returns null where none is under way, and
 * sets *strayed where traces were found, which are reported.
 */
struct lbh_guard_frame *lbh_guard_suspend(bool *strayed);
void lbh_guard_resume(struct lbh_guard_frame *frame);

/* Returns what was found last since guard mode began; null: nothing. Borrowed until something is found. */
const struct lbh_violation *lbh_guard_last(const struct lbh_plan *plan);

/* What lbh_pipeline_describe_crash does. */
bool lbh_guard_describe_crash(const struct lbh_plan *plan, int number, const void *siginfo, const void *context, char *text,
                              size_t size);

#endif
