/* SPDX-License-Identifier: MIT */
/* A call as the loop makes it: a block's function with everything it is called with, behind one adapter pointer. */
#ifndef LBH_CALL_H
#define LBH_CALL_H

#include "plan.h"

/*
 * One entry of the flat array that a loop walks: 64 bytes, a cache line. The adapter knows what kind of call it is, so that the
 * walk does not: the C signatures that occur, libffi for all others, a nested loop, a select, an observed call. It makes `run`
 * calls, this one and those behind it in the array: neighbours of one C signature are called by one adapter.
 */
struct lbh_call {
    lb_status (*adapter)(const struct lbh_call *call, size_t *made);
    lb_function function;
    void *self;
    const struct lb_components *components;
    struct lb_state *state;
    const void *arguments; /* where the loop arguments lie: struct lbh_direct; libffi's binding */
    struct lbh_step *step;
    size_t run; /* at least 1 */
};

/*
 * The direct adapters: (), (i64), (f64), (i64, f64). They make call->run calls in order until one does not return LB_OK, which
 * is returned; *made is then how many did. [step]
 */
lb_status lbh_call_plain(const struct lbh_call *call, size_t *made);
lb_status lbh_call_i(const struct lbh_call *call, size_t *made);
lb_status lbh_call_t(const struct lbh_call *call, size_t *made);
lb_status lbh_call_it(const struct lbh_call *call, size_t *made);

/* Sets `run` of all calls of an array: direct neighbours with the same arguments are joined. After any change to the array. */
void lbh_calls_join(struct lbh_call *calls, size_t count);

#endif
