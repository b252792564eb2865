/* SPDX-License-Identifier: MIT */
/* A config is not explained. */
#define EXTRA_CONFIGS {.slot = FREE_CONFIG, .name = "size", .type = "i64", .default_value = "1"},
#include "good.h"
