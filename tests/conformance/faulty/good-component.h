/* SPDX-License-Identifier: MIT */
/*
 * A component without a fault: SplitMix64 as lb.random/1. A faulty one defines what is to be different, and includes this: EXTRA_STATES,
 * PROVIDES, MEMBERS as in good.h; SEED_BODY, NORMAL_BODY, UNIFORM_BODY, which run first in the methods; METHODS, which override the
 * table's.
 */
#include <loopblocks/loopblocks.h>

#ifndef PROVIDES
#define PROVIDES {LB_RANDOM_ID, &generator},
#endif
#ifndef EXTRA_STATES
#define EXTRA_STATES
#endif
#ifndef SEED_BODY
#define SEED_BODY
#endif
#ifndef NORMAL_BODY
#define NORMAL_BODY
#endif
#ifndef UNIFORM_BODY
#define UNIFORM_BODY
#endif
#ifndef METHODS
#define METHODS
#endif
#ifndef MEMBERS
#define MEMBERS
#endif

enum { POSITION, FREE_SLOT };
static const struct lb_state_slot states[] = {
    {.slot = POSITION, .name = "position", .type = "u64", .description = "Where it is."}, EXTRA_STATES};

static double next_uniform(struct lb_state *state)
{
    uint64_t bits = *lb_u64(state, POSITION) += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((bits ^ (bits >> 31)) >> 40) * 0x1p-24;
}

static lb_status fill(struct lb_state *state, struct lb_tensor *out, int is_normal)
{
    const int bits = out->dtype.code == LB_CODE_FLOAT ? out->dtype.bits : 0;
    if (bits != 32 && bits != 64) return lb_fail(state, "cannot fill numbers of %d bits; expected f32 or f64", bits);
    const int64_t count = lb_tensor_count(out);
    for (int64_t k = 0; k < count; k++) {
        double number = next_uniform(state);
        /* Irwin and Hall: the sum of twelve is as good as normal here, and needs no libm. */
        for (int i = 1; is_normal && i < 12; i++) number += next_uniform(state);
        if (is_normal) number -= 6;
        if (bits == 32)
            ((float *)out->data)[k] = (float)number;
        else
            ((double *)out->data)[k] = number;
    }
    return LB_OK;
}

static lb_status seed(const void *self, struct lb_state *state, uint64_t value)
{
    (void)self;
    SEED_BODY
    *lb_u64(state, POSITION) = value;
    return LB_OK;
}

static lb_status normal(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self;
    NORMAL_BODY
    return fill(state, out, 1);
}

static lb_status uniform(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self;
    UNIFORM_BODY
    return fill(state, out, 0);
}

static const struct lb_random generator = {
    .struct_size = sizeof(struct lb_random), .seed = seed, .normal = normal, .uniform = uniform, METHODS};
static const struct lb_provide provides[] = {PROVIDES};

LB_EXPORT const struct lb_component lb_component = {LB_COMPONENT_HEADER,
                                                    .name = NAME,
                                                    .version = "1.0.0",
                                                    .licence = "MIT",
                                                    .description = "Draws random numbers with SplitMix64.",
                                                    .states = LB_ARRAY(states),
                                                    .provides = LB_ARRAY(provides),
                                                    MEMBERS};
