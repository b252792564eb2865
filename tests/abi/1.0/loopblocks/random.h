/* SPDX-License-Identifier: MIT */
/* The interface lb.random/1: a generator of random numbers whose whole position is in its state. */
#ifndef LOOPBLOCKS_RANDOM_H
#define LOOPBLOCKS_RANDOM_H

#include <loopblocks/descriptor.h>

#define LB_RANDOM_ID "lb.random/1"

/*
 * seed     starts again from a seed. [prepare step]
 * normal   fills `out`, f32 or f64, with draws from the standard normal distribution, in memory order. [prepare step]
 * uniform  fills `out`, f32 or f64, with draws from [0, 1). [prepare step]
 */
struct lb_random {
    uint32_t struct_size LB_INIT;
    uint32_t flags LB_INIT; /* 0 */
    lb_status (*seed)(const void *self, struct lb_state *state, uint64_t seed) LB_INIT;
    lb_status (*normal)(const void *self, struct lb_state *state, struct lb_tensor *out) LB_INIT;
    lb_status (*uniform)(const void *self, struct lb_state *state, struct lb_tensor *out) LB_INIT;
};

/* Returns the table of a component declared with LB_RANDOM_ID. */
static inline const struct lb_random *lb_random_of(const struct lb_component_ref *component)
{
    return (const struct lb_random *)component->methods;
}

#endif
