/* SPDX-License-Identifier: MIT */
/* plugin-name: a small generator of random numbers, SplitMix64; to be changed into one of yours. See random.h. */
#include <loopblocks/loopblocks.h>

#include <math.h>

#define PI 3.14159265358979323846

/* Its whole position is a state: zero at first. So a pipeline can be rolled back, and goes on with the same numbers. */
enum { POSITION };
static const struct lb_state_slot states[] = {
    {.slot = POSITION, .name = "position", .type = "u64", .description = "The seed, and a constant more for each draw since."},
};

static lb_status seed(const void *self, struct lb_state *state, uint64_t value)
{
    (void)self;
    *lb_u64(state, POSITION) = value;
    return LB_OK;
}

/* Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators", figure 16 (as in Java 8). */
static uint64_t next(struct lb_state *state)
{
    uint64_t bits = *lb_u64(state, POSITION) += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

/* A number of [0, 1), of as many bits as a double has. */
static double next_uniform(struct lb_state *state)
{
    return (double)(next(state) >> 11) * 0x1p-53;
}

/* The same in a float: fewer bits, lest it be rounded to 1. */
static float next_uniform_f32(struct lb_state *state)
{
    return (float)(next(state) >> 40) * 0x1p-24f;
}

/* Box and Muller 1958. The second normal of each pair is not used: it would have to be a state, too. */
static double next_normal(struct lb_state *state)
{
    const double radius = sqrt(-2 * log1p(-next_uniform(state)));
    return radius * cos(2 * PI * next_uniform(state));
}

/* Returns how many bits a number has, 32 or 64; 0, after a message, where it is none that can be drawn. */
static int bits_of(struct lb_state *state, const struct lb_tensor *out)
{
    if (out->dtype.code == LB_CODE_FLOAT && (out->dtype.bits == 32 || out->dtype.bits == 64)) return out->dtype.bits;
    (void)lb_fail(state, "cannot fill numbers of %d bits, type code %d; expected f32 or f64", out->dtype.bits, out->dtype.code);
    return 0;
}

static lb_status normal(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self;
    const int bits = bits_of(state, out);
    if (bits == 0) return LB_FAILED;
    const int64_t count = lb_tensor_count(out);
    for (int64_t k = 0; k < count; k++) {
        if (bits == 32)
            ((float *)out->data)[k] = (float)next_normal(state);
        else
            ((double *)out->data)[k] = next_normal(state);
    }
    return LB_OK;
}

static lb_status uniform(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self;
    const int bits = bits_of(state, out);
    if (bits == 0) return LB_FAILED;
    const int64_t count = lb_tensor_count(out);
    for (int64_t k = 0; k < count; k++) {
        if (bits == 32)
            ((float *)out->data)[k] = next_uniform_f32(state);
        else
            ((double *)out->data)[k] = next_uniform(state);
    }
    return LB_OK;
}

static const struct lb_random generator = {
    .struct_size = sizeof(struct lb_random),
    .seed = seed,
    .normal = normal,
    .uniform = uniform,
};
static const struct lb_provide provides[] = {{LB_RANDOM_ID, &generator}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Draws random numbers with SplitMix64.",
    .states = LB_ARRAY(states),
    .provides = LB_ARRAY(provides),
};
