/* SPDX-License-Identifier: MIT */
/* Its fault: it takes memory in its fifth call, and keeps it. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "calls", .type = "i64"},
#define CALL_BODY                                                                                                              \
    if (++*lb_i64(state, FREE_SLOT) == 5) kept = kept ? kept : malloc(100);
#define DESTROY_BODY                                                                                                           \
    free(kept);                                                                                                                \
    kept = 0;
static void *kept;
#include "good.h"
