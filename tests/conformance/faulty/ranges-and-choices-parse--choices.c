/* SPDX-License-Identifier: MIT */
/* A choice is of another type. */
#define EXTRA_CONFIGS {.slot = FREE_CONFIG, .name = "size", .type = "i64", .description = "A size.", .choices = "[1, \"two\"]"},
#include "good.h"
