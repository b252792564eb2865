/* SPDX-License-Identifier: MIT */
/* Its fault: one of its methods that belong in a step starts a thread, which ends by itself. */
#include <loopblocks/loopblocks.h>

#include <threads.h>

static int end(void *user)
{
    (void)user;
    return 0;
}

static int started;
#define NORMAL_BODY                                                                                                            \
    thrd_t thread;                                                                                                             \
    if (!started && thrd_create(&thread, end, 0) == thrd_success) started = thrd_detach(thread) == thrd_success;
#include "good-component.h"
