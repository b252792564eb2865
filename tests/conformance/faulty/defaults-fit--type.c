/* SPDX-License-Identifier: MIT */
/* A default is of another type. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG, .name = "size", .type = "i64", .description = "A size.", .default_value = "\"big\""},
#include "good.h"
