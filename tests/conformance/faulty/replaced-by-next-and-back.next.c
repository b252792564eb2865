/* SPDX-License-Identifier: MIT */
/* Fault: see the other version. */
#define EXTRA_STATES {.slot = FREE_SLOT, .name = "total", .type = "f64", .description = "Of all numbers so far."},
#define CALL_BODY *lb_f64(state, FREE_SLOT) += *lb_f64(state, X);
#define MEMBERS .version = "2.0.0",
#include "good.h"
