/* SPDX-License-Identifier: MIT */
/* It offers a choice twice. */
#define EXTRA_CONFIGS {.slot = FREE_CONFIG, .name = "size", .type = "i64", .description = "A size.", .choices = "[1, 2, 1]"},
#include "good.h"
