/* SPDX-License-Identifier: MIT */
/* Its fault: after a failure it refuses to run. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

static lb_status create(const struct lb_info *info, void **self)
{
    (void)info;
    *self = calloc(1, sizeof(int64_t));
    return *self ? LB_OK : LB_NO_MEMORY;
}

#define CALL_BODY                                                                                                              \
    int64_t *const broken = self;                                                                                              \
    if (*broken) return lb_fail(state, "it has failed before");
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status < 0) *broken = 1;                                                                                               \
    if (status != LB_OK) return status;
#define MEMBERS .create = create, .destroy = free,
#include "good-loop.h"
