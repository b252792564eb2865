/* SPDX-License-Identifier: MIT */
/* The interface between a component that adds one and the block that calls it. */
#ifndef BENCH_ADDER_H
#define BENCH_ADDER_H

#include <loopblocks/loopblocks.h>

#define ADDER_ID "bench.adder/1"

struct adder {
    uint32_t struct_size;
    uint32_t flags;                                       /* 0 */
    lb_status (*add)(struct lb_state *state, int64_t *x); /* [step] */
};

#endif
