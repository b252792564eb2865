/* SPDX-License-Identifier: MIT */
/* Its fault: a working memory of 1 MiB on the stack. */
#include <loopblocks/loopblocks.h>

#define CALL_BODY                                                                                                              \
    volatile char room[1 << 20];                                                                                               \
    for (int i = 0; i < 1 << 20; i += 512) room[i] = 0;
#include "good.h"
