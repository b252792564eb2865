/* SPDX-License-Identifier: MIT */
/* Its fault: it leaves a file open every hundred calls. */
#include <loopblocks/loopblocks.h>

#include <fcntl.h>

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "calls", .type = "i64"},
#define CALL_BODY                                                                                                              \
    if (++*lb_i64(state, FREE_SLOT) % 100 == 0) (void)open("/dev/null", O_RDONLY);
#define MEMBERS .flags = LB_FLAG_EXTERNAL_EFFECTS,
#include "good.h"
