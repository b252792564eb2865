/* SPDX-License-Identifier: MIT */
/* Its fault: a recursion as deep as a thousand levels. */
#include <loopblocks/loopblocks.h>

static double descend(int level)
{
    volatile double room[64] = {0};
    return level == 0 ? room[0] : descend(level - 1) + room[level % 64];
}

#define CALL_BODY (void)descend(1000 + (int)(settings->gain < -1000));
#include "good.h"
