/* SPDX-License-Identifier: MIT */
/* Its fault: it refuses to be called on another thread than the one that created it. */
#include <loopblocks/loopblocks.h>

#include <pthread.h>

static pthread_t creator;
#define CREATE_BODY creator = pthread_self();
#define CALL_BODY                                                                                                              \
    if (!pthread_equal(creator, pthread_self())) return lb_fail(state, "called on a thread that it does not know");
#include "good.h"
