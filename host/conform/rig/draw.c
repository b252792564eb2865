/* SPDX-License-Identifier: MIT */
/* Drawing, element type by element type. */
#include "draw.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "conform/job.h"
#include "json.h"

const char *draw_fill_name(enum draw_fill fill)
{
    switch (fill) {
    case DRAW_PLAIN: return "plain values";
    case DRAW_ZERO: return "zeros";
    case DRAW_NAN: return "NaN";
    case DRAW_INFINITE: return "infinity";
    case DRAW_LOWEST: return "negative infinity";
    case DRAW_HUGE: return "huge numbers";
    case DRAW_SUBNORMAL: return "subnormal numbers";
    case DRAW_RANDOM_BITS: return "random bits";
    }
    return "";
}

uint64_t draw_next(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double unit(uint64_t *seed)
{
    return (double)(draw_next(seed) >> 11) * 0x1p-53;
}

int64_t draw_extent(struct draw_extents *extents, const char *symbol)
{
    static const int64_t all[] = {0, 4, 8, 16, 32, 1};
    const json_t *said = extents->job ? job_member(extents->job, "dims", symbol) : NULL;
    if (json_is_integer(said)) return json_integer_value(said);
    if (extents->every) return extents->every > 0 ? extents->every : 0;
    if (extents->candidate > 1 && extents->candidate <= 6) return all[extents->candidate - 1];
    size_t index = 0;
    while (index < extents->count && strcmp(extents->symbols[index], symbol) != 0) index++;
    if (index == extents->count && index < sizeof extents->symbols / sizeof extents->symbols[0])
        strcpy(extents->symbols[extents->count++], symbol);
    return 2 + (int64_t)(index % 5);
}

/* The ends of a declared range: [least, most], open ends being infinite. */
static void read_range(const char *range, double *least, double *most)
{
    json_t *json = NULL;
    *least = -INFINITY;
    *most = INFINITY;
    if (!range || lbh_json_parse(NULL, range, strlen(range), &json, NULL) != LBH_OK) return;
    const json_t *low = json_array_get(json, 0), *high = json_array_get(json, 1);
    if (json_is_number(low)) *least = json_number_value(low);
    if (json_is_number(high)) *most = json_number_value(high);
    json_decref(json);
}

/* Moves a number into the range: one of usual size where that is possible. */
static double into_range(double value, double least, double most)
{
    if (value < least) value = isfinite(most) && most - least < 4 ? least + (most - least) / 2 : least + 1;
    if (value > most) value = isfinite(least) ? least + (most - least) / 2 : most - 1;
    return value;
}

static bool is_real(uint32_t element)
{
    return element == LB_TYPE_F16 || element == LB_TYPE_BF16 || element == LB_TYPE_F32 || element == LB_TYPE_F64;
}

/* The bits of reals that are not their own C type. */
static uint16_t half_bits(uint32_t element, double value)
{
    const uint16_t sign = value < 0 ? 0x8000 : 0;
    float narrow = (float)fabs(value);
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof bits);
    if (element == LB_TYPE_BF16) return (uint16_t)(sign | (bits >> 16));
    /* Plain values lie between 2^-14 and 2: cut off, not rounded. */
    const int32_t exponent = (int32_t)(bits >> 23) - 127 + 15;
    if (exponent <= 0) return sign;
    if (exponent >= 31) return (uint16_t)(sign | 0x7c00);
    return (uint16_t)(sign | ((uint32_t)exponent << 10) | ((bits >> 13) & 0x3ff));
}

static void store(uint32_t element, double value, void *data, int64_t index)
{
    switch (element) {
    case LB_TYPE_I8: ((int8_t *)data)[index] = (int8_t)value; break;
    case LB_TYPE_I16: ((int16_t *)data)[index] = (int16_t)value; break;
    case LB_TYPE_I32: ((int32_t *)data)[index] = (int32_t)value; break;
    case LB_TYPE_I64: ((int64_t *)data)[index] = (int64_t)value; break;
    case LB_TYPE_U8: ((uint8_t *)data)[index] = (uint8_t)value; break;
    case LB_TYPE_U16: ((uint16_t *)data)[index] = (uint16_t)value; break;
    case LB_TYPE_U32: ((uint32_t *)data)[index] = (uint32_t)value; break;
    case LB_TYPE_U64: ((uint64_t *)data)[index] = (uint64_t)value; break;
    case LB_TYPE_F16:
    case LB_TYPE_BF16: ((uint16_t *)data)[index] = half_bits(element, value); break;
    case LB_TYPE_F32: ((float *)data)[index] = (float)value; break;
    case LB_TYPE_F64: ((double *)data)[index] = value; break;
    case LB_TYPE_BOOL: ((uint8_t *)data)[index] = value != 0; break;
    default: ((char *)data)[index] = (char)('a' + (int)value % 26); break;
    }
}

/* A choice of those declared. False where there are none. */
static bool choose(const struct lbh_type *type, const char *choices, uint64_t *seed, struct lbh_value *value)
{
    json_t *json = NULL;
    bool chosen = false;
    if (!choices || lbh_json_parse(NULL, choices, strlen(choices), &json, NULL) != LBH_OK) return false;
    const size_t count = json_array_size(json);
    if (count && type->ndim == 0)
        chosen = lbh_value_from_json(value, type, json_array_get(json, draw_next(seed) % count), NULL) == LBH_OK;
    json_decref(json);
    return chosen;
}

bool draw_value(const struct lbh_type *declared, const char *range, const char *choices, struct draw_extents *extents,
                uint64_t *seed, struct lbh_value *value)
{
    static const struct lbh_type of_any = {LB_TYPE_F32, 2, {{"", 2}, {"", 3}}};
    const struct lbh_type *type = declared->element == LB_TYPE_NONE ? &of_any : declared;
    int64_t count = 1;
    double least, most;
    *value = (struct lbh_value){.element = type->element, .ndim = type->ndim};
    if (choose(type, choices, seed, value)) return true;
    for (int32_t d = 0; d < type->ndim; d++)
        value->shape[d] = type->dims[d].symbol[0] ? draw_extent(extents, type->dims[d].symbol) : type->dims[d].extent;
    if (type->element == LB_TYPE_STR) value->shape[0] = count = 4;
    if (type->element != LB_TYPE_STR &&
        !lbh_shape_bytes(type->ndim, value->shape, lbh_element_size(type->element), &count, &value->bytes))
        return false;
    if (type->element == LB_TYPE_STR) value->bytes = (size_t)count;
    value->data = calloc(value->bytes + 1, 1);
    if (!value->data) return false;
    read_range(range, &least, &most);
    for (int64_t k = 0; k < count; k++) {
        double drawn = is_real(type->element) ? 2 * unit(seed) - 1 : (double)(draw_next(seed) % 4);
        if (type->ndim == 0 && !is_real(type->element)) drawn = 3; /* counts and sizes: not none of them */
        drawn = into_range(drawn, least, most);
        store(type->element, is_real(type->element) ? drawn : trunc(drawn), value->data, k);
    }
    return true;
}

/* The extreme bits of an element: NaN, infinity and so on for reals, their likes for whole numbers. */
static uint64_t extreme_bits(uint32_t element, enum draw_fill fill)
{
    const bool is_signed = element >= LB_TYPE_I8 && element <= LB_TYPE_I64;
    const size_t bits = 8 * lbh_element_size(element);
    const uint64_t all = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
    const uint64_t top = UINT64_C(1) << (bits - 1);
    if (!is_real(element)) {
        if (fill == DRAW_SUBNORMAL) return 1;
        if (fill == DRAW_NAN) return all;
        if (fill == DRAW_LOWEST) return is_signed ? top : 0;
        return is_signed ? all & ~top : all;
    }
    const unsigned mantissa = element == LB_TYPE_F16 ? 10 : element == LB_TYPE_BF16 ? 7 : element == LB_TYPE_F32 ? 23 : 52;
    const uint64_t infinity = all & ~top & ~((UINT64_C(1) << mantissa) - 1);
    switch (fill) {
    case DRAW_NAN: return infinity | (UINT64_C(1) << (mantissa - 1));
    case DRAW_INFINITE: return infinity;
    case DRAW_LOWEST: return infinity | top;
    case DRAW_HUGE: return infinity - 1;
    case DRAW_SUBNORMAL: return 3;
    case DRAW_PLAIN:
    case DRAW_ZERO:
    case DRAW_RANDOM_BITS: break;
    }
    return 0;
}

void draw_fill(uint32_t element, int64_t count, enum draw_fill fill, uint64_t *seed, void *data)
{
    const size_t size = lbh_element_size(element);
    unsigned char *bytes = data;
    for (int64_t k = 0; k < count; k++) {
        uint64_t value = 0;
        if (element == LB_TYPE_STR) {
            bytes[k] = (unsigned char)('!' + draw_next(seed) % 94);
            continue;
        }
        if (element == LB_TYPE_BOOL) {
            bytes[k] = (unsigned char)(fill == DRAW_ZERO ? 0 : draw_next(seed) & 1);
            continue;
        }
        if (fill == DRAW_PLAIN) {
            store(element, is_real(element) ? 2 * unit(seed) - 1 : (double)(draw_next(seed) % 4), data, k);
            continue;
        }
        if (fill == DRAW_RANDOM_BITS)
            value = draw_next(seed);
        else if (fill != DRAW_ZERO)
            value = extreme_bits(element, fill);
        const size_t skipped = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : sizeof value - size;
        memcpy(bytes + (size_t)k * size, (const char *)&value + skipped, size);
    }
}
