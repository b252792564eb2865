/* SPDX-License-Identifier: MIT */
/* It offers no choice at all. */
#define EXTRA_CONFIGS {.slot = FREE_CONFIG, .name = "size", .type = "i64", .description = "A size.", .choices = "[]"},
#include "good.h"
