/* SPDX-License-Identifier: MIT */
/* Which operations, rounded in which order, give the bits of PyTorch's normals: each fmaf stands where PyTorch's build fuses.
 *
 * The reductions, the polynomials and their coefficients are those of the Cephes library's single precision: S. L. Moshier,
 * Methods and Programs for Mathematical Functions, 1989. The build turns contraction off, so that what is written here as a
 * product and a sum is rounded twice. */
#include "box_muller.h"

#include <math.h>
#include <string.h>

#define GROUP BOX_MULLER_GROUP
#define PI 3.14159265358979323846
#define FRACTION_BITS 23

/* So that a function is compiled with its caller's instructions. */
#define INLINE static inline __attribute__((always_inline))

/* ln x for x in [2^-24, 1]. With x = m 2^e and m in [sqrt(1/2), sqrt(2)), it is e ln 2 + ln(1 + (m - 1)). */
INLINE float natural_logarithm(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    const int32_t exponent = (int32_t)(bits >> FRACTION_BITS) - 126;
    bits = (bits & UINT32_C(0x007fffff)) | UINT32_C(0x3f000000);
    float half_to_one;
    memcpy(&half_to_one, &bits, sizeof half_to_one);
    const int below = half_to_one < 0.707106781186547524f;
    const float e = (float)(exponent - below), m = below ? 2 * half_to_one : half_to_one;

    const float f = m - 1, f2 = f * f;
    float p = 7.0376836292e-2f;
    p = fmaf(p, f, -1.1514610310e-1f);
    p = fmaf(p, f, 1.1676998740e-1f);
    p = fmaf(p, f, -1.2420140846e-1f);
    p = fmaf(p, f, 1.4249322787e-1f);
    p = fmaf(p, f, -1.6668057665e-1f);
    p = fmaf(p, f, 2.0000714765e-1f);
    p = fmaf(p, f, -2.4999993993e-1f);
    p = fmaf(p, f, 3.3333331174e-1f);
    /* ln 2 in two parts, the first of which times e is exact. */
    const float rest = fmaf(p * f, f2, e * -2.12194440e-4f);
    return fmaf(e, 0.693359375f, f + (rest - 0.5f * f2));
}

/* The sine and the cosine of an angle in [0, 2 pi]. */
INLINE void sine_and_cosine(float angle, float *sine, float *cosine)
{
    /* The nearest multiple of pi / 2 is subtracted in three parts, each a number of octants. */
    const int32_t quarter = ((int32_t)(angle * (float)(4 / PI)) + 1) / 2;
    const float octants = (float)(2 * quarter);
    float x = fmaf(octants, -0.78515625f, angle);
    x = fmaf(octants, -2.4187564849853515625e-4f, x);
    x = fmaf(octants, -3.77489497744594108e-8f, x);
    const float x2 = x * x;

    float c = 2.443315711809948e-5f;
    c = fmaf(c, x2, -1.388731625493765e-3f);
    c = fmaf(c, x2, 4.166664568298827e-2f);
    c = fmaf(c * x2, x2, -0.5f * x2) + 1;

    float s = -1.9515295891e-4f;
    s = fmaf(s, x2, 8.3321608736e-3f);
    s = fmaf(s, x2, -1.6666654611e-1f);
    s = fmaf(s * x2, x, x);

    const float to_sine = quarter & 1 ? c : s, to_cosine = quarter & 1 ? s : c;
    *sine = quarter & 2 ? -to_sine : to_sine;
    *cosine = (quarter + 1) & 2 ? -to_cosine : to_cosine;
}

/* PyTorch adds the mean, 0, in the end, so that no zero is negative. */
INLINE void transform(float *values, int64_t group_count)
{
    for (float *group = values; group < values + group_count * GROUP; group += GROUP) {
        for (int j = 0; j < GROUP / 2; j++) {
            const float radius = sqrtf(-2 * natural_logarithm(1 - group[j]));
            float sine, cosine;
            sine_and_cosine((float)(2 * PI) * group[j + GROUP / 2], &sine, &cosine);
            group[j] = radius * cosine + 0.0f;
            group[j + GROUP / 2] = radius * sine + 0.0f;
        }
    }
}

#ifdef __x86_64__
__attribute__((target("avx2,fma"))) static void transform_with_fma(float *values, int64_t group_count)
{
    transform(values, group_count);
}
#endif

/* Without the instruction fmaf gives the same bits, only slower. */
void box_muller_f32(float *values, int64_t group_count)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        transform_with_fma(values, group_count);
        return;
    }
#endif
    transform(values, group_count);
}
