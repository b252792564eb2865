/* SPDX-License-Identifier: MIT */
/* Its fault: what it computes depends on where it happens to lie. */
#include <loopblocks/loopblocks.h>

#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "z", .type = "u64"},
#define CALL_BODY *lb_u64(state, FREE_SLOT) = (uint64_t)(uintptr_t)self >> 4;
#include "good.h"
