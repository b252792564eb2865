/* SPDX-License-Identifier: MIT */
/* Fault: when its second piece is refused, create keeps the first. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define CREATE_BODY                                                                                                            \
    void *volatile first = malloc(64), *volatile second = first ? malloc(64) : NULL;                                           \
    if (!second) return LB_NO_MEMORY;                                                                                          \
    free(first);                                                                                                               \
    free(second);
#include "good.h"
