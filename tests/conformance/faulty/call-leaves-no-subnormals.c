/* SPDX-License-Identifier: MIT */
/* Its fault: a filter whose memory fades away through the subnormal numbers. */
#include <loopblocks/loopblocks.h>

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "memory", .type = "f32"},
#define CALL_BODY *lb_f32(state, FREE_SLOT) = *lb_f32(state, FREE_SLOT) * 0.5f + (float)*lb_f64(state, X);
#include "good.h"
