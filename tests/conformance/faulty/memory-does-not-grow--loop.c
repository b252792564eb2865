/* SPDX-License-Identifier: MIT */
/* Its fault: a wrapper that takes memory in each run, as it says that it does, and never gives it back. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

struct piece {
    struct piece *next;
};
static struct piece *pieces;
#define CALL_BODY                                                                                                              \
    struct piece *const piece = malloc(sizeof *piece);                                                                         \
    if (piece) piece->next = pieces, pieces = piece;
#define MEMBERS .flags = LB_FLAG_ALLOCATES,
#include "good-loop.h"
