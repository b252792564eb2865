/* SPDX-License-Identifier: MIT */
/* A range is no JSON, and is met when the default is looked at. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG, .name = "size", .type = "i64", .description = "A size.", .default_value = "1", .range = "1..9"},
#include "good.h"
