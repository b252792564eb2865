/* SPDX-License-Identifier: MIT */
/* A default can never be used, since the config is required. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG,                                                                                                      \
     .flags = LB_CONFIG_REQUIRED,                                                                                              \
     .name = "size",                                                                                                           \
     .type = "i64",                                                                                                            \
     .description = "A size.",                                                                                                 \
     .default_value = "1"},
#include "good.h"
