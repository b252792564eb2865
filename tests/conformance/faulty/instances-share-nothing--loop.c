/* SPDX-License-Identifier: MIT */
/* Its fault: the iteration is kept in a static variable, which a loop within the loop changes. */
#include <loopblocks/loopblocks.h>

static int64_t seen;
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "seen", .type = "i64"},
#define CALL_BODY seen = lb_loop_first(state);
#define STEP                                                                                                                   \
    const lb_status status = lb_loop_step(state);                                                                              \
    if (status != LB_OK) return status;                                                                                        \
    *lb_i64(state, FREE_SLOT) = ++seen;
#include "good-loop.h"
