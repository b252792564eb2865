/* SPDX-License-Identifier: MIT */
/* It writes before the start of its state. */
#define EXTRA_STATES {.slot = FREE_SLOT, .name = "last", .type = "f64[3]", .description = "Numbers."},
#define CALL_BODY lb_f64(state, FREE_SLOT)[-1] = 0;
#include "good.h"
