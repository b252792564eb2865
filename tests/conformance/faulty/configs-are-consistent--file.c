/* SPDX-License-Identifier: MIT */
/* A file of configs is not one that is read. */
#define EXTRA_CONFIGS {.slot = FREE_CONFIG, .flags = LB_CONFIG_FILE, .name = "file", .type = "str", .description = "A file."},
#include "good.h"
