/* SPDX-License-Identifier: MIT */
/* Its fault: it takes memory in each call, as it says that it does, and never gives it back. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define CALL_BODY                                                                                                              \
    struct piece *const piece = malloc(sizeof *piece);                                                                         \
    if (piece) piece->next = pieces, pieces = piece;
#define MEMBERS .flags = LB_FLAG_ALLOCATES,
struct piece {
    struct piece *next;
};
static struct piece *pieces;
#include "good.h"
