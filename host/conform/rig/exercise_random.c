/* SPDX-License-Identifier: MIT */
/* A generator's turn: seeded at first, it fills tensors of both types, of odd lengths. */
#include <loopblocks/random.h>

#include "exercise_data.h"

enum { SEED = 1234 };

static lb_status prepare(struct exercise *e, const void *methods)
{
    const struct lb_random *random = methods;
    const int64_t narrow[] = {3, 7}, wide[] = {5};
    e->random.narrow = exercise_tensor_new(e, "out", LB_TYPE_F32, 2, narrow);
    e->random.wide = exercise_tensor_new(e, "out", LB_TYPE_F64, 1, wide);
    if (!e->random.narrow || !e->random.wide) return LB_NO_MEMORY;
    return exercise_done(e, "seed", random->seed(e->self, e->state, SEED));
}

static lb_status fill(struct exercise *e, const struct lb_random *random, struct exercise_tensor *tensor)
{
    struct lb_tensor *out = exercise_fills(e, tensor);
    const lb_status status = exercise_done(e, "normal", random->normal(e->self, e->state, out));
    if (status != LB_OK) return status;
    out = exercise_fills(e, tensor);
    return exercise_done(e, "uniform", random->uniform(e->self, e->state, out));
}

static lb_status exercise(struct exercise *e, const void *methods, int64_t iteration)
{
    const struct lb_random *random = methods;
    lb_status status = iteration == 0 ? exercise_done(e, "seed", random->seed(e->self, e->state, SEED)) : LB_OK;
    if (status == LB_OK) status = fill(e, random, e->random.narrow);
    return status == LB_OK ? fill(e, random, e->random.wide) : status;
}

const struct exerciser exercise_random = {LB_RANDOM_ID, prepare, exercise};
