/* SPDX-License-Identifier: MIT */
/* How numbers keep all their digits between JSON, memory and text. */
#include "value_number.h"

#include "type.h"

#include <jansson.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An element of any type, at the union's beginning. */
union element {
    int8_t i8;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    float f32;
    double f64;
};

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

static bool store_signed(const struct lbh_number *number, unsigned bits, union element *out)
{
    bool negative = false;
    uint64_t magnitude = 0;
    const uint64_t limit = UINT64_C(1) << (bits - 1);
    if (!as_integer(number, &negative, &magnitude) || magnitude > limit || (magnitude == limit && !negative)) return false;
    const int64_t value = (int64_t)(negative ? UINT64_C(0) - magnitude : magnitude);
    if (bits == 8)
        out->i8 = (int8_t)value;
    else if (bits == 16)
        out->i16 = (int16_t)value;
    else if (bits == 32)
        out->i32 = (int32_t)value;
    else
        out->i64 = value;
    return true;
}

static bool store_unsigned(const struct lbh_number *number, unsigned bits, union element *out)
{
    bool negative = false;
    uint64_t value = 0;
    if (!as_integer(number, &negative, &value) || (negative && value > 0) || value > UINT64_MAX >> (64 - bits)) return false;
    if (bits == 8)
        out->u8 = (uint8_t)value;
    else if (bits == 16)
        out->u16 = (uint16_t)value;
    else if (bits == 32)
        out->u32 = (uint32_t)value;
    else
        out->u64 = value;
    return true;
}

/* All integers that fit in a float's range are rounded once, from their own digits. */
static bool store_single(const struct lbh_number *number, union element *out)
{
    /* From here on, rounding gives infinity: halfway between FLT_MAX and the power of two above it. */
    const double real = lbh_number_real(number);
    if (isfinite(real) && fabs(real) >= 0x1.ffffffp127) return false;
    if (number->is_real)
        out->f32 = (float)real;
    else
        out->f32 = number->negative ? -(float)number->magnitude : (float)number->magnitude;
    return true;
}

static bool store_half(const struct lbh_number *number, bool brain, union element *out)
{
    const double real = lbh_number_real(number);
    out->u16 = brain ? lbh_bf16_from_double(real) : lbh_f16_from_double(real);
    return !isfinite(real) || (out->u16 & 0x7fffu) < (brain ? 0x7f80u : 0x7c00u);
}

static bool store(const struct lbh_number *number, uint32_t element, union element *out)
{
    switch (element) {
    case LB_TYPE_I8: return store_signed(number, 8, out);
    case LB_TYPE_I16: return store_signed(number, 16, out);
    case LB_TYPE_I32: return store_signed(number, 32, out);
    case LB_TYPE_I64: return store_signed(number, 64, out);
    case LB_TYPE_U8: return store_unsigned(number, 8, out);
    case LB_TYPE_U16: return store_unsigned(number, 16, out);
    case LB_TYPE_U32: return store_unsigned(number, 32, out);
    case LB_TYPE_U64: return store_unsigned(number, 64, out);
    case LB_TYPE_F16: return store_half(number, false, out);
    case LB_TYPE_BF16: return store_half(number, true, out);
    case LB_TYPE_F32: return store_single(number, out);
    case LB_TYPE_F64: out->f64 = lbh_number_real(number); return true;
    default: return false;
    }
}

bool lbh_number_store(const struct lbh_number *number, uint32_t element, void *data)
{
    union element stored = {0};
    if (!store(number, element, &stored)) return false;
    memcpy(data, &stored, lbh_element_size(element));
    return true;
}

static struct lbh_number from_signed(int64_t value)
{
    return (struct lbh_number){.negative = value < 0, .magnitude = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value};
}

struct lbh_number lbh_number_load(uint32_t element, const void *data)
{
    union element loaded = {0};
    memcpy(&loaded, data, lbh_element_size(element));
    switch (element) {
    case LB_TYPE_I8: return from_signed(loaded.i8);
    case LB_TYPE_I16: return from_signed(loaded.i16);
    case LB_TYPE_I32: return from_signed(loaded.i32);
    case LB_TYPE_I64: return from_signed(loaded.i64);
    case LB_TYPE_BOOL:
    case LB_TYPE_U8: return (struct lbh_number){.magnitude = loaded.u8};
    case LB_TYPE_U16: return (struct lbh_number){.magnitude = loaded.u16};
    case LB_TYPE_U32: return (struct lbh_number){.magnitude = loaded.u32};
    case LB_TYPE_U64: return (struct lbh_number){.magnitude = loaded.u64};
    case LB_TYPE_F16: return (struct lbh_number){.is_real = true, .real = lbh_f16_to_double(loaded.u16)};
    case LB_TYPE_BF16: return (struct lbh_number){.is_real = true, .real = lbh_bf16_to_double(loaded.u16)};
    case LB_TYPE_F32: return (struct lbh_number){.is_real = true, .real = (double)loaded.f32};
    case LB_TYPE_F64: return (struct lbh_number){.is_real = true, .real = loaded.f64};
    default: return (struct lbh_number){0};
    }
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
