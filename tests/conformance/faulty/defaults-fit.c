/* SPDX-License-Identifier: MIT */
/* A default is out of range. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG, .name = "size", .type = "i64", .description = "A size.", .default_value = "0", .range = "[1, 9]"},
#include "good.h"
