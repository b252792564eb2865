/* SPDX-License-Identifier: MIT */
/* Its fault: it counts its calls in a static variable. */
#include <loopblocks/loopblocks.h>

static int64_t calls;
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "calls", .type = "i64"},
#define CALL_BODY *lb_i64(state, FREE_SLOT) = ++calls;
#include "good.h"
