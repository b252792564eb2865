/* SPDX-License-Identifier: MIT */
/* A file is both read and written. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG,                                                                                                      \
     .flags = LB_CONFIG_INPUT_PATH | LB_CONFIG_OUTPUT_PATH,                                                                    \
     .name = "file",                                                                                                           \
     .type = "str",                                                                                                            \
     .description = "A file."},
#include "good.h"
