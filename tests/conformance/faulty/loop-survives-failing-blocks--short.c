/* SPDX-License-Identifier: MIT */
/* Its fault: after a failure it goes on where it was, as if it were the same run. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

static lb_status create(const struct lb_info *info, void **self)
{
    (void)info;
    *self = calloc(1, sizeof(int64_t));
    return *self ? LB_OK : LB_NO_MEMORY;
}

#define FIRST (lb_loop_first(state) > *(int64_t *)self ? lb_loop_first(state) : *(int64_t *)self)
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status < 0) *(int64_t *)self = args->i + 1;                                                                            \
    if (status != LB_OK) return status;
#define MEMBERS .create = create, .destroy = free,
#include "good-loop.h"
