/* SPDX-License-Identifier: MIT */
/* Its fault: it takes memory in its call, and gives it back. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define CALL_BODY                                                                                                              \
    void *volatile piece = malloc(100);                                                                                        \
    free(piece);
#include "good.h"
