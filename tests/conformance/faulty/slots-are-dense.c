/* SPDX-License-Identifier: MIT */
/* It leaves a slot out. */
#define EXTRA_STATES {.slot = FREE_SLOT + 1, .name = "count", .type = "i64", .description = "How many calls."},
#include "good.h"
