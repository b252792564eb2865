/* SPDX-License-Identifier: MIT */
/* The step. Everything that runs in every iteration of every loop is in this file, and nothing else. */
#include "loop.h"

#include "loop_boundary.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)

/* One call site. What is rare leaves through `ended`, so that the straight path has no taken branch. */
#define CALL(n)                                                                                                                \
    do {                                                                                                                       \
        status = call[n].adapter(&call[n]);                                                                                    \
        if (!LIKELY(status == LB_OK)) {                                                                                        \
            call += n;                                                                                                         \
            goto ended;                                                                                                        \
        }                                                                                                                      \
    } while (0)
#define FOUR_CALLS(n)                                                                                                          \
    do {                                                                                                                       \
        CALL(n);                                                                                                               \
        CALL(n + 1);                                                                                                           \
        CALL(n + 2);                                                                                                           \
        CALL(n + 3);                                                                                                           \
    } while (0)

/*
 * Sixteen call sites rather than one: the branch predictor keeps the target of an indirect call by the place it is made from, and
 * one place that calls a hundred blocks in turn is mispredicted every time.
 */
lb_status lbh_loop_walk(const struct lbh_call *calls, size_t count, size_t *failed)
{
    lb_status status = LB_OK;
    const struct lbh_call *call = calls;
    const struct lbh_call *const end = calls + count;
    for (; end - call >= 16; call += 16) {
        FOUR_CALLS(0);
        FOUR_CALLS(4);
        FOUR_CALLS(8);
        FOUR_CALLS(12);
    }
    for (; end - call >= 4; call += 4) FOUR_CALLS(0);
    for (; call < end; call++) CALL(0);
    return LB_OK;
ended:
    *failed = (size_t)(call - calls);
    return status;
}

lb_status lbh_loop_step(void *context)
{
    struct lbh_loop *loop = ((struct lbh_instance *)context)->loop;
    /* Stop, pause, a listener, the first iteration: one test for all that is not a plain iteration. */
    if (!LIKELY((atomic_load_explicit(loop->pending, memory_order_relaxed) | loop->attention) == 0))
        return lbh_loop_step_slowly(loop);
    const lb_status status = lbh_loop_walk(loop->calls, loop->call_count, &loop->failed);
    if (!LIKELY(status == LB_OK)) return lbh_loop_end_iteration(loop, status);
    loop->iterations++;
    return LB_OK;
}
