/* SPDX-License-Identifier: MIT */
/* It does not look at how long a text is. */
#include <stdlib.h>
#include <string.h>
#define EXTRA_CONFIGS                                                                                                          \
    {.slot = FREE_CONFIG, .name = "title", .type = "str", .description = "A title.", .default_value = "\"x\""},
#define CREATE_BODY                                                                                                            \
    if (strlen(lb_str(info->configs, FREE_CONFIG)) > 1000) abort();
#include "good.h"
