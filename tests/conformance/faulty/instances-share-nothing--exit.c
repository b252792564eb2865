/* SPDX-License-Identifier: MIT */
/* Its fault: it cannot be there twice, and ends the process when it is. */
#include <loopblocks/loopblocks.h>

#include <unistd.h>

static int instances;
#define CREATE_BODY                                                                                                            \
    if (++instances > 1) _exit(0);
#define DESTROY_BODY instances--;
#include "good.h"
