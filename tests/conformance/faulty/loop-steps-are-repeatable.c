/* SPDX-License-Identifier: MIT */
/* Its fault: it makes one step less in each further run, as it remembers how many there were. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

static lb_status create(const struct lb_info *info, void **self)
{
    (void)info;
    *self = calloc(1, sizeof(int64_t));
    return *self ? LB_OK : LB_NO_MEMORY;
}

#define CALL_BODY                                                                                                              \
    int64_t *const runs = self;                                                                                                \
    if (lb_loop_first(state) == 0) ++*runs;
#define AFTER_STEP                                                                                                             \
    if (args->i + *runs == num_steps) break;
#define MEMBERS .create = create, .destroy = free,
#include "good-loop.h"
