/* SPDX-License-Identifier: MIT */
/* Its fault: what create finds out is known to the thread alone that called it. */
#include <loopblocks/loopblocks.h>

static _Thread_local int64_t known;
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "known", .type = "i64"},
#define CREATE_BODY known = 1;
#define CALL_BODY *lb_i64(state, FREE_SLOT) = known;
#include "good.h"
