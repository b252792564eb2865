/* SPDX-License-Identifier: MIT */
/* It reads a list that may be null without asking. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG,                                                                                                      \
     .flags = LB_CONFIG_NULLABLE,                                                                                              \
     .name = "weights",                                                                                                        \
     .type = "f64[N]",                                                                                                         \
     .description = "Numbers.",                                                                                                \
     .default_value = "[1, 2]"},
#define CREATE_BODY                                                                                                            \
    if (*(volatile double *)lb_f64(info->configs, FREE_CONFIG) == 12.25) return lb_fail(info, "expected another number");
#include "good.h"
