/* SPDX-License-Identifier: MIT */
/* Its fault: what is to be done once it has done in its call, where two threads may wait for each other. */
#include <loopblocks/loopblocks.h>

#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void do_nothing(void)
{
}

#define CALL_BODY pthread_once(&once, do_nothing);
#include "good.h"
