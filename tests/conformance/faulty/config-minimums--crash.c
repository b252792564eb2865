/* SPDX-License-Identifier: MIT */
/* It divides by zero at the lower end of a range. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG, .name = "parts", .type = "i64", .description = "Parts.", .default_value = "1", .range = "[0, 9]"},
#define CREATE_BODY                                                                                                            \
    volatile int64_t parts = 9 / *(volatile int64_t *)lb_i64(info->configs, FREE_CONFIG);                                      \
    (void)parts;
#include "good.h"
