/* SPDX-License-Identifier: MIT */
/* A config is required, and has no effect. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG,                                                                                                      \
     .flags = LB_CONFIG_REQUIRED | LB_CONFIG_IGNORED,                                                                          \
     .name = "size",                                                                                                           \
     .type = "i64",                                                                                                            \
     .description = "A size."},
#include "good.h"
