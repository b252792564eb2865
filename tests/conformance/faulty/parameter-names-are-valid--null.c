/* SPDX-License-Identifier: MIT */
/* An input has neither a name nor a group. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .type = "any", .description = "Whatever."},
#include "good.h"
