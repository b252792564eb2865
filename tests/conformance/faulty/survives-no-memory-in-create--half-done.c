/* SPDX-License-Identifier: MIT */
/* Fault: when the second piece is refused, create gives back the first one twice. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define CREATE_BODY                                                                                                            \
    void *volatile first = malloc(64), *volatile second = malloc(64);                                                          \
    if (!first || !second) free(first);                                                                                        \
    free(first);                                                                                                               \
    free(second);                                                                                                              \
    if (!first || !second) return LB_NO_MEMORY;
#include "good.h"
