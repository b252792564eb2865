/* SPDX-License-Identifier: MIT */
/* Its fault: what the first instance was prepared for stands for all of them. */
#include <loopblocks/loopblocks.h>

static double first;
static int ready;
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "first", .type = "f64"},
#define PREPARE_BODY                                                                                                           \
    if (!ready) first = *lb_f64(state, X);                                                                                     \
    ready = 1;
#define CALL_BODY *lb_f64(state, FREE_SLOT) = first;
#include "good.h"
