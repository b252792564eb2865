/* SPDX-License-Identifier: MIT */
/* Two configs share a slot. */
#define EXTRA_CONFIGS {.slot = GAIN, .name = "size", .type = "i64", .description = "A size.", .default_value = "1"},
#include "good.h"
