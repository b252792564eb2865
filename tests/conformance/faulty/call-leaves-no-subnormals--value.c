/* SPDX-License-Identifier: MIT */
/* Its fault: a value that it reads and writes fades away through the subnormal numbers. */
#include <loopblocks/loopblocks.h>

#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "level", .type = "f64", .required = 1},
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "level", .type = "f64"},
#define CALL_BODY *lb_f64(state, FREE_SLOT) *= 0.9;
#include "good.h"
