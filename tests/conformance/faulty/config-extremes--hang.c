/* SPDX-License-Identifier: MIT */
/* It counts up to a number that nobody has bounded. */
#define EXTRA_CONFIGS {.slot = FREE_CONFIG, .name = "rounds", .type = "i64", .description = "How many.", .default_value = "3"},
#define CREATE_BODY                                                                                                            \
    for (volatile int64_t i = 0; i < *lb_i64(info->configs, FREE_CONFIG); i++) {}
#include "good.h"
