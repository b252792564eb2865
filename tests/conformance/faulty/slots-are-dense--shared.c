/* SPDX-License-Identifier: MIT */
/* Two values share a slot. */
#define EXTRA_STATES {.slot = Y, .name = "count", .type = "f64", .description = "How many calls."},
#include "good.h"
