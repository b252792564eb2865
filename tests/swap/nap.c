/* SPDX-License-Identifier: MIT */
/* A block that makes a loop slow enough to be met while it runs: it sleeps for 100 us. */
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include <loopblocks/loopblocks.h>

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    nanosleep(&(const struct timespec){.tv_nsec = 100000}, NULL);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER, .name = "nap", .version = "1.0.0",
                                            .description = "Sleeps for 100 us.", .call = LB_CALL(call)};
