/* SPDX-License-Identifier: MIT */
/* A default is none of its choices. */
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG,                                                                                                      \
     .name = "mode",                                                                                                           \
     .type = "str",                                                                                                            \
     .description = "A mode.",                                                                                                 \
     .default_value = "\"c\"",                                                                                                 \
     .choices = "[\"a\", \"b\"]"},
#include "good.h"
