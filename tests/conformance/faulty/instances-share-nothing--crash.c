/* SPDX-License-Identifier: MIT */
/* Its fault: it cannot be there twice, and crashes when it is. */
#include <loopblocks/loopblocks.h>

static int instances;
#define CREATE_BODY instances++;
#define CALL_BODY                                                                                                              \
    if (instances > 1) *(volatile int *)(uintptr_t)instances = 0;
#define DESTROY_BODY instances--;
#include "good.h"
