/* SPDX-License-Identifier: MIT */
/* Its fault: one of its methods that belong in a step takes memory, and gives it back. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define UNIFORM_BODY                                                                                                           \
    void *volatile piece = malloc(100);                                                                                        \
    free(piece);
#include "good-component.h"
