/* SPDX-License-Identifier: MIT */
/* Its fault: now and then it starts a thread, as it says that it does, and never ends it. */
#include <loopblocks/loopblocks.h>

#include <pthread.h>
#include <unistd.h>

static void *stay(void *user)
{
    for (;;) sleep(1);
    return user;
}

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "calls", .type = "i64"},
#define CALL_BODY                                                                                                              \
    pthread_t thread;                                                                                                          \
    if (++*lb_i64(state, FREE_SLOT) % 1000 == 0) pthread_create(&thread, 0, stay, 0);
#define MEMBERS .flags = LB_FLAG_THREADS,
#include "good.h"
