/* SPDX-License-Identifier: MIT */
/* A running loop: the flat array of calls that a wrapper steps through. */
#ifndef LBH_LOOP_H
#define LBH_LOOP_H

#include "callbind.h"
#include "plan.h"

/* What a loop walks: all that belongs to a graph, and is exchanged with it. */
struct lbh_body {
    struct lbh_call *calls;
    size_t call_count;
    struct lbh_step *step;
    struct lbh_loop *outer;  /* the loop around it; null: none */
    struct lbh_call wrapper; /* the call of the wrapper itself */
};

/* It belongs to its wrapper's instance, and lasts as long. */
struct lbh_loop {
    const _Atomic uint32_t *pending; /* the plan's */
    uint32_t attention;              /* this loop's own: LBH_ATTENTION_... */
    lb_status status;                /* why the loop ends; sticky */
    int64_t iterations;              /* completed since the loop was entered */
    struct lbh_body body;
    size_t prepared_epoch;               /* the plan's shape_epoch when all within was prepared */
    size_t failed;                       /* the call that ended the iteration, for messages */
    struct lbh_loop_argument *arguments; /* as events show them */
    struct lbh_loop *(*fallback)(struct lbh_loop *loop,
                                 lb_status status); /* asked when its wrapper fails on trial; null: none */
    void *trial;                                    /* for fallback */
    struct lbh_loop *successor;   /* of another wrapper, which takes over when this one has returned; null: none */
    void (*relieved)(void *user); /* called once, when another wrapper takes over; null: nobody */
    void *relieved_user;
};

/* Refuses further steps: the loop has ended, or was never entered. */
#define LBH_ATTENTION_ENDED 2u

/* The first iteration is walked slowly: it finds out which values are set. */
#define LBH_ATTENTION_FIRST 1u

/* One iteration: what lb_loop_step calls; context is the wrapper's instance. [step] */
lb_status lbh_loop_step(void *context);

/* Makes calls in order until one does not return LB_OK; *failed is its index then. There is at least one. [step] */
lb_status lbh_loop_walk(const struct lbh_call *calls, size_t count, size_t *failed);

#endif
