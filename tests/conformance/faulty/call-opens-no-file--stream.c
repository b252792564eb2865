/* SPDX-License-Identifier: MIT */
/* Its fault: it opens a stream in its call, and closes it. */
#include <loopblocks/loopblocks.h>

#include <stdio.h>

#define CALL_BODY                                                                                                              \
    FILE *const file = fopen("/dev/null", "r");                                                                                \
    if (file) fclose(file);
#define MEMBERS .flags = LB_FLAG_ALLOCATES,
#include "good.h"
