/* SPDX-License-Identifier: MIT */
/* It does not know one of its choices. */
#include <string.h>
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG,                                                                                                      \
     .name = "curve",                                                                                                          \
     .type = "str",                                                                                                            \
     .description = "Which.",                                                                                                  \
     .default_value = "\"linear\"",                                                                                            \
     .choices = "[\"linear\", \"cosine\"]"},
#define CREATE_BODY                                                                                                            \
    if (strcmp(lb_str(info->configs, FREE_CONFIG), "linear") != 0) return lb_fail(info, "cosine is not there yet");
#include "good.h"
