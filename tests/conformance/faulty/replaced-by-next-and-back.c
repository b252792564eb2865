/* SPDX-License-Identifier: MIT */
/* Fault: its next version calls its state by another name, and cannot migrate it. */
#define EXTRA_STATES {.slot = FREE_SLOT, .name = "sum", .type = "f64", .description = "Of all numbers so far."},
#define CALL_BODY *lb_f64(state, FREE_SLOT) += *lb_f64(state, X);
#include "good.h"
