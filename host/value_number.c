/* SPDX-License-Identifier: MIT */
/* How numbers keep all their digits between JSON, memory and text. */
#include "value_number.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <loopblocks/tensor.h>

bool lbh_number_from_json(struct lbh_number *number, const struct json_t *json)
{
    if (json_is_integer(json)) {
        const json_int_t integer = json_integer_value(json);
        const uint64_t magnitude = integer < 0 ? UINT64_C(0) - (uint64_t)integer : (uint64_t)integer;
        *number = (struct lbh_number){.negative = integer < 0, .magnitude = magnitude};
        return true;
    }
    if (json_is_real(json)) {
        *number = (struct lbh_number){.is_real = true, .real = json_real_value(json)};
        return true;
    }
    const char *text = json_string_value(json);
    if (!text) return false;
    const bool infinite = strcmp(text, "Infinity") == 0;
    if (infinite || strcmp(text, "-Infinity") == 0) {
        *number = (struct lbh_number){.is_real = true, .real = infinite ? (double)INFINITY : -(double)INFINITY};
        return true;
    }
    if (strcmp(text, "NaN") == 0) {
        *number = (struct lbh_number){.is_real = true, .real = (double)NAN};
        return true;
    }
    if (!*text || text[strspn(text, "0123456789")]) return false;
    errno = 0;
    const unsigned long long magnitude = strtoull(text, NULL, 10);
    if (errno) return false;
    *number = (struct lbh_number){.magnitude = magnitude};
    return true;
}

/* Reads the number as an integer, where it is one of at most 64 bits. */
static bool as_integer(const struct lbh_number *number, bool *negative, uint64_t *magnitude)
{
    if (!number->is_real) {
        *negative = number->negative;
        *magnitude = number->magnitude;
        return true;
    }
    const double absolute = fabs(number->real);
    if (!(absolute < 0x1p64)) return false;
    *magnitude = (uint64_t)absolute;
    *negative = number->real < 0;
    return (double)*magnitude == absolute;
}

double lbh_number_real(const struct lbh_number *number)
{
    if (number->is_real) return number->real;
    return number->negative ? -(double)number->magnitude : (double)number->magnitude;
}

static bool store_signed(const struct lbh_number *number, int bits, void *data)
{
    bool negative = false;
    uint64_t magnitude = 0;
    const uint64_t limit = UINT64_C(1) << (bits - 1);
    if (!as_integer(number, &negative, &magnitude) || magnitude > limit || (magnitude == limit && !negative)) return false;
    const int64_t value = (int64_t)(negative ? UINT64_C(0) - magnitude : magnitude);
    const int8_t i8 = (int8_t)value;
    const int16_t i16 = (int16_t)value;
    const int32_t i32 = (int32_t)value;
    const void *const sources[] = {&i8, &i16, &i32, &value};
    memcpy(data, sources[bits == 8 ? 0 : bits == 16 ? 1 : bits == 32 ? 2 : 3], (size_t)bits / 8);
    return true;
}

static bool store_unsigned(const struct lbh_number *number, int bits, void *data)
{
    bool negative = false;
    uint64_t value = 0;
    if (!as_integer(number, &negative, &value) || (negative && value > 0) || value > UINT64_MAX >> (64 - bits)) return false;
    const uint8_t u8 = (uint8_t)value;
    const uint16_t u16 = (uint16_t)value;
    const uint32_t u32 = (uint32_t)value;
    const void *const sources[] = {&u8, &u16, &u32, &value};
    memcpy(data, sources[bits == 8 ? 0 : bits == 16 ? 1 : bits == 32 ? 2 : 3], (size_t)bits / 8);
    return true;
}

static bool store_single(const struct lbh_number *number, void *data)
{
    /* From here on, rounding gives infinity: halfway between FLT_MAX and the power of two above it. */
    const double real = lbh_number_real(number);
    if (isfinite(real) && fabs(real) >= 0x1.ffffffp127) return false;
    const float value = number->is_real ? (float)real : number->negative ? -(float)number->magnitude : (float)number->magnitude;
    memcpy(data, &value, sizeof value);
    return true;
}

static bool store_half(const struct lbh_number *number, bool brain, void *data)
{
    const double real = lbh_number_real(number);
    const uint16_t bits = brain ? lbh_bf16_from_double(real) : lbh_f16_from_double(real);
    if (isfinite(real) && (bits & 0x7fffu) >= (brain ? 0x7f80u : 0x7c00u)) return false;
    memcpy(data, &bits, sizeof bits);
    return true;
}

bool lbh_number_store(const struct lbh_number *number, uint32_t element, void *data)
{
    const double real = lbh_number_real(number);
    switch (element) {
    case LB_TYPE_I8: return store_signed(number, 8, data);
    case LB_TYPE_I16: return store_signed(number, 16, data);
    case LB_TYPE_I32: return store_signed(number, 32, data);
    case LB_TYPE_I64: return store_signed(number, 64, data);
    case LB_TYPE_U8: return store_unsigned(number, 8, data);
    case LB_TYPE_U16: return store_unsigned(number, 16, data);
    case LB_TYPE_U32: return store_unsigned(number, 32, data);
    case LB_TYPE_U64: return store_unsigned(number, 64, data);
    case LB_TYPE_F16: return store_half(number, false, data);
    case LB_TYPE_BF16: return store_half(number, true, data);
    case LB_TYPE_F32: return store_single(number, data);
    case LB_TYPE_F64: memcpy(data, &real, sizeof real); return true;
    default: return false;
    }
}

static struct lbh_number from_signed(int64_t value)
{
    return (struct lbh_number){.negative = value < 0, .magnitude = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value};
}

#define LOAD(type, variable)                                                                                                   \
    type variable;                                                                                                             \
    memcpy(&variable, data, sizeof variable)

struct lbh_number lbh_number_load(uint32_t element, const void *data)
{
    struct lbh_number number = {.is_real = true};
    switch (element) {
    case LB_TYPE_I8: { LOAD(int8_t, value); return from_signed(value); }
    case LB_TYPE_I16: { LOAD(int16_t, value); return from_signed(value); }
    case LB_TYPE_I32: { LOAD(int32_t, value); return from_signed(value); }
    case LB_TYPE_I64: { LOAD(int64_t, value); return from_signed(value); }
    case LB_TYPE_BOOL:
    case LB_TYPE_U8: { LOAD(uint8_t, value); return (struct lbh_number){.magnitude = value}; }
    case LB_TYPE_U16: { LOAD(uint16_t, value); return (struct lbh_number){.magnitude = value}; }
    case LB_TYPE_U32: { LOAD(uint32_t, value); return (struct lbh_number){.magnitude = value}; }
    case LB_TYPE_U64: { LOAD(uint64_t, value); return (struct lbh_number){.magnitude = value}; }
    case LB_TYPE_F16: { LOAD(uint16_t, value); number.real = lbh_f16_to_double(value); break; }
    case LB_TYPE_BF16: { LOAD(uint16_t, value); number.real = lbh_bf16_to_double(value); break; }
    case LB_TYPE_F32: { LOAD(float, value); number.real = (double)value; break; }
    case LB_TYPE_F64: { LOAD(double, value); number.real = value; break; }
    default: break;
    }
    return number;
}

int lbh_number_compare(const struct lbh_number *a, const struct lbh_number *b)
{
    bool a_negative = false, b_negative = false;
    uint64_t a_magnitude = 0, b_magnitude = 0;
    if (as_integer(a, &a_negative, &a_magnitude) && as_integer(b, &b_negative, &b_magnitude)) {
        if (a_magnitude == 0 && b_magnitude == 0) return 0;
        if (a_negative != b_negative) return a_negative ? -1 : 1;
        if (a_magnitude == b_magnitude) return 0;
        return (a_magnitude < b_magnitude) != a_negative ? -1 : 1;
    }
    /* One is a fraction or beyond all integers: rounding the other cannot change the order. */
    const double x = lbh_number_real(a);
    const double y = lbh_number_real(b);
    if (isnan(x) || isnan(y)) return 2;
    return x < y ? -1 : x > y;
}

const char *lbh_number_format(const struct lbh_number *number, bool single, char buffer[LBH_NUMBER_SIZE])
{
    if (!number->is_real) {
        snprintf(buffer, LBH_NUMBER_SIZE, "%s%" PRIu64, number->negative ? "-" : "", number->magnitude);
        return buffer;
    }
    const double real = number->real;
    if (!isfinite(real)) {
        snprintf(buffer, LBH_NUMBER_SIZE, "%s", isnan(real) ? "NaN" : real < 0 ? "-Infinity" : "Infinity");
        return buffer;
    }
    for (int digits = single ? 6 : 15; digits <= 17; digits++) {
        snprintf(buffer, LBH_NUMBER_SIZE, "%.*g", digits, real);
        if (single ? strtof(buffer, NULL) == (float)real : strtod(buffer, NULL) == real) break;
    }
    /* The locale's decimal point, whatever it is, becomes a point. */
    char *point = buffer + strspn(buffer, "-+0123456789");
    if (*point && *point != 'e') {
        const size_t width = strcspn(point, "0123456789e");
        *point = '.';
        memmove(point + 1, point + width, strlen(point + width) + 1);
    } else if (!*point) {
        memcpy(point, ".0", 3);
    }
    return buffer;
}
