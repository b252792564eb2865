/* SPDX-License-Identifier: MIT */
/* The two 16-bit floats, IEEE 754 binary16 and bfloat16, bit by bit: rounding straight from a double, once. */
#include "value_number.h"

#include <math.h>
#include <string.h>

#define DOUBLE_MANTISSA 52
#define DOUBLE_BIAS 1023

/* Rounds to a float with so many mantissa bits and such a bias; the exponent has the rest of 16 bits but the sign. */
static uint16_t from_double(double value, int mantissa, int bias)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint16_t sign = (uint16_t)(bits >> 63 << 15);
    const uint16_t infinity = (uint16_t)((2 * bias + 1) << mantissa);
    if (isnan(value)) return (uint16_t)(sign | infinity | 1u << (mantissa - 1));
    if (isinf(value)) return sign | infinity;
    int exponent = (int)(bits >> DOUBLE_MANTISSA & 0x7ffu) - DOUBLE_BIAS + bias;
    const uint64_t fraction = (bits & ((UINT64_C(1) << DOUBLE_MANTISSA) - 1)) | UINT64_C(1) << DOUBLE_MANTISSA;
    int shift = DOUBLE_MANTISSA - mantissa;
    if (exponent <= 0) {
        shift += 1 - exponent; /* subnormal: all have the smallest exponent */
        exponent = 1;
    }
    if (shift > DOUBLE_MANTISSA + 1) return sign; /* less than half of the smallest */
    uint64_t kept = fraction >> shift;
    const uint64_t rest = fraction & ((UINT64_C(1) << shift) - 1);
    const uint64_t half = UINT64_C(1) << (shift - 1);
    if (rest > half || (rest == half && (kept & 1))) kept++;
    /* The leading one, where there is one, adds itself to the exponent; so does a carry. */
    const uint64_t rounded = ((uint64_t)(exponent - 1) << mantissa) + kept;
    return rounded >= infinity ? sign | infinity : (uint16_t)(sign | rounded);
}

uint16_t lbh_f16_from_double(double value)
{
    return from_double(value, 10, 15);
}

uint16_t lbh_bf16_from_double(double value)
{
    return from_double(value, 7, 127);
}

double lbh_f16_to_double(uint16_t bits)
{
    const uint32_t exponent = bits >> 10 & 31u;
    const uint32_t fraction = bits & 0x3ffu;
    const uint64_t sign = (uint64_t)(bits >> 15) << 63;
    uint64_t wide;
    if (exponent == 0) {
        const double value = (double)fraction * 0x1p-24;
        return sign ? -value : value;
    }
    const uint64_t wide_exponent = exponent == 31 ? 0x7ffu : (uint64_t)exponent - 15 + DOUBLE_BIAS;
    wide = sign | wide_exponent << DOUBLE_MANTISSA | (uint64_t)fraction << (DOUBLE_MANTISSA - 10);
    double value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

double lbh_bf16_to_double(uint16_t bits)
{
    const uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return (double)value;
}
