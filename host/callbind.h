/* SPDX-License-Identifier: MIT */
/* Bound calls: a block's function with everything it is called with, behind one adapter pointer. */
#ifndef LBH_CALLBIND_H
#define LBH_CALLBIND_H

#include "plan.h"

/*
 * One entry of the flat array that a loop walks: 64 bytes, a cache line. The adapter knows what kind of call it is, so that the walk
 * does not: the C signatures that occur, libffi for all others, a nested loop, a select, an observed call.
 */
struct lbh_call {
    lb_status (*adapter)(const struct lbh_call *call);
    lb_function function;
    void *self;
    const struct lb_components *components;
    struct lb_state *state;
    const void *first;  /* where the first loop argument lies; libffi's binding; the step of a select or loop */
    const void *second; /* where the second one lies */
    struct lbh_step *step;
};

/* Binds a block's call to the loop arguments that the wrappers around it pass. [plan] */
enum lbh_status lbh_call_bind(struct lbh_call *call, struct lbh_step *step, struct lbh_diag *diag);

/* Frees what bind made. */
void lbh_call_release(struct lbh_call *call);

#endif
