/* SPDX-License-Identifier: MIT */
/* The step. With call.c, everything that runs in every iteration of every loop, and nothing else. */
#include "loop.h"

#include "loop_boundary.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)

/* Most loops are one run of calls: then the body is one adapter's call. */
static inline lb_status walk(const struct lbh_call *calls, size_t count, size_t *failed)
{
    const struct lbh_call *call = calls;
    const struct lbh_call *const end = calls + count;
    do {
        const lb_status status = call->adapter(call, failed);
        if (!LIKELY(status == LB_OK)) {
            *failed += (size_t)(call - calls);
            return status;
        }
        call += call->run;
    } while (!LIKELY(call == end));
    return LB_OK;
}

lb_status lbh_loop_walk(const struct lbh_call *calls, size_t count, size_t *failed)
{
    return walk(calls, count, failed);
}

lb_status lbh_loop_step(void *context)
{
    struct lbh_loop *loop = ((struct lbh_instance *)context)->loop;
    /* Stop, pause, a listener, the first iteration: one test for all that is not a plain iteration. */
    if (!LIKELY((atomic_load_explicit(loop->pending, memory_order_relaxed) | loop->attention) == 0))
        return lbh_loop_step_slowly(loop);
    const lb_status status = walk(loop->body.calls, loop->body.call_count, &loop->failed);
    if (!LIKELY(status == LB_OK)) return lbh_loop_end_iteration(loop, status);
    loop->iterations++;
    return LB_OK;
}
