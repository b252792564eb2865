/* SPDX-License-Identifier: MIT */
/* A path is a number. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG, .flags = LB_CONFIG_INPUT_PATH, .name = "file", .type = "i64", .description = "A file."},
#include "good.h"
