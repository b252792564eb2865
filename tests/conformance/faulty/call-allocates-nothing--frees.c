/* SPDX-License-Identifier: MIT */
/* Its fault: it gives back in its call what its preparation took. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

static void *volatile piece;
#define PREPARE_BODY                                                                                                           \
    free(piece);                                                                                                               \
    piece = malloc(100);
#define CALL_BODY                                                                                                              \
    free(piece);                                                                                                               \
    piece = 0;
#define DESTROY_BODY                                                                                                           \
    free(piece);                                                                                                               \
    piece = 0;
#include "good.h"
