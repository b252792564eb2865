// SPDX-License-Identifier: MIT
// plugin-name: a small generator of random numbers, SplitMix64; to be changed into one of yours. See random.h.
#include <cmath>

#include <loopblocks/loopblocks.h>

namespace {

constexpr double pi = 3.14159265358979323846;

// Its whole position is a state: zero at first. So a pipeline can be rolled back, and goes on with the same numbers.
enum { POSITION };
constexpr lb_state_slot states[] = {
    {.slot = POSITION, .name = "position", .type = "u64", .description = "The seed, and a constant more for each draw since."},
};

lb_status seed(const void *, lb_state *state, uint64_t value)
{
    *lb_u64(state, POSITION) = value;
    return LB_OK;
}

// Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators", figure 16 (as in Java 8).
uint64_t next(lb_state *state)
{
    uint64_t bits = *lb_u64(state, POSITION) += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

// A number of [0, 1), of as many bits as a double has.
double next_uniform(lb_state *state)
{
    return double(next(state) >> 11) * 0x1p-53;
}

// The same in a float: fewer bits, lest it be rounded to 1.
float next_uniform_f32(lb_state *state)
{
    return float(next(state) >> 40) * 0x1p-24f;
}

// Box and Muller 1958. The second normal of each pair is not used: it would have to be a state, too.
double next_normal(lb_state *state)
{
    const double radius = std::sqrt(-2 * std::log1p(-next_uniform(state)));
    return radius * std::cos(2 * pi * next_uniform(state));
}

// Returns how many bits a number has, 32 or 64; 0, after a message, where it is none that can be drawn.
int bits_of(lb_state *state, const lb_tensor *out)
{
    if (out->dtype.code == LB_CODE_FLOAT && (out->dtype.bits == 32 || out->dtype.bits == 64)) return out->dtype.bits;
    static_cast<void>(
        lb_fail(state, "cannot fill numbers of %d bits, type code %d; expected f32 or f64", out->dtype.bits, out->dtype.code));
    return 0;
}

lb_status normal(const void *, lb_state *state, lb_tensor *out)
{
    const int bits = bits_of(state, out);
    if (bits == 0) return LB_FAILED;
    const int64_t count = lb_tensor_count(out);
    for (int64_t k = 0; k < count; k++) {
        if (bits == 32)
            static_cast<float *>(out->data)[k] = float(next_normal(state));
        else
            static_cast<double *>(out->data)[k] = next_normal(state);
    }
    return LB_OK;
}

lb_status uniform(const void *, lb_state *state, lb_tensor *out)
{
    const int bits = bits_of(state, out);
    if (bits == 0) return LB_FAILED;
    const int64_t count = lb_tensor_count(out);
    for (int64_t k = 0; k < count; k++) {
        if (bits == 32)
            static_cast<float *>(out->data)[k] = next_uniform_f32(state);
        else
            static_cast<double *>(out->data)[k] = next_uniform(state);
    }
    return LB_OK;
}

constexpr lb_random generator = {
    .struct_size = sizeof(lb_random),
    .seed = seed,
    .normal = normal,
    .uniform = uniform,
};
constexpr lb_provide provides[] = {{LB_RANDOM_ID, &generator}};

} // namespace

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Draws random numbers with SplitMix64.",
    .states = LB_ARRAY(states),
    .provides = LB_ARRAY(provides),
};
