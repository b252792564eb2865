/* SPDX-License-Identifier: MIT */
/* An interface whose methods are called from prepare: a component that keeps room for who asks for it. */
#ifndef TESTS_SWAP_DESK_H
#define TESTS_SWAP_DESK_H

#include <loopblocks/loopblocks.h>

#define DESK_ID "test.desk/1"

/*
 * reserve  shapes the drawer. [prepare]
 * add      adds to one place of the drawer, and returns what it came to. [step]
 */
struct desk {
    uint32_t struct_size;
    uint32_t flags; /* 0 */
    lb_status (*reserve)(struct lb_state *state, int64_t count);
    lb_status (*add)(struct lb_state *state, int64_t place, double value, double *sum);
};

#endif
