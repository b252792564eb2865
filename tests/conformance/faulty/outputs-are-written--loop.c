/* SPDX-License-Identifier: MIT */
/* A wrapper that has an output and forgets it. */
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "last", .type = "f64", .description = "Of the loop."},
#include "good-loop.h"
