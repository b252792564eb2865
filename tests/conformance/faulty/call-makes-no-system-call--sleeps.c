/* SPDX-License-Identifier: MIT */
/* Its fault: it sleeps in its call. */
#include <loopblocks/loopblocks.h>

#include <time.h>

#define CALL_BODY nanosleep(&(const struct timespec){.tv_nsec = 1000}, 0);
#include "good.h"
