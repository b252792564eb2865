/* SPDX-License-Identifier: MIT */
/* A range is one of texts. */
#define EXTRA_CONFIGS {.slot = FREE_CONFIG, .name = "mode", .type = "str", .description = "A mode.", .range = "[0, 1]"},
#include "good.h"
