/* SPDX-License-Identifier: MIT */
/* How a checkpoint's tensors are found, checked and converted. */
#include "weights.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAULTS_NAMED 5

static LB_PRINTF(2, 3) void add_fault(struct weights_faults *faults, const char *format, ...)
{
    va_list arguments;
    if (faults->count++ >= FAULTS_NAMED) return;
    if (faults->count > 1) faults->length += (size_t)sprintf(faults->text + faults->length, ", ");
    va_start(arguments, format);
    /* 5 names of at most 120 bytes fit. */
    const int length = vsnprintf(faults->text + faults->length, 121, format, arguments);
    va_end(arguments);
    faults->length += length < 0 ? 0 : length > 120 ? 120 : (size_t)length;
}

lb_status weights_open(struct weights *weights, const struct lb_info *info, const char *path, struct pool *pool)
{
    *weights = (struct weights){.service = lb_host_extension(info, LB_WEIGHTS_ID), .pool = pool};
    if (!weights->service) return lb_fail(info, "the host does not offer %s, by which checkpoints are read", LB_WEIGHTS_ID);
    const lb_status status = weights->service->open(info->context, path, &weights->checkpoint);
    if (status != LB_OK) return status;
    weights->taken = pool_take(pool, weights->service->count(weights->checkpoint) + (size_t)1, sizeof *weights->taken);
    return weights->taken ? LB_OK : lb_fail(info, "out of memory");
}

void weights_close(struct weights *weights)
{
    if (weights->checkpoint) weights->service->close(weights->checkpoint);
    weights->checkpoint = NULL;
}

int weights_have(const struct weights *weights, const char *name)
{
    return weights->service->find(weights->checkpoint, name) != NULL;
}

static void shape_text(char text[48], int32_t ndim, const int64_t *shape)
{
    size_t length = (size_t)sprintf(text, "[");
    for (int32_t d = 0; d < ndim && length < 40; d++)
        length += (size_t)snprintf(text + length, 48 - length, d ? ",%lld" : "%lld", (long long)shape[d]);
    if (length < 47) strcpy(text + length, "]");
}

/* The value of an IEEE half: its exponent moved to float's by a multiplication, which also makes subnormals right. */
static float from_half(uint16_t half)
{
    union {
        uint32_t bits;
        float value;
    } number = {.bits = (uint32_t)(half & 0x7fff) << 13};
    if ((half & 0x7c00) == 0x7c00)
        number.bits |= 0x7f800000;
    else
        number.value *= 0x1p112f;
    number.bits |= (uint32_t)(half & 0x8000) << 16;
    return number.value;
}

static const float *converted(struct weights *weights, const struct lb_tensor *tensor, size_t count)
{
    const uint16_t *from = tensor->data;
    float *values = pool_take(weights->pool, count, sizeof *values);
    if (!values) return NULL;
    if (tensor->dtype.code == LB_CODE_FLOAT) {
        for (size_t i = 0; i < count; i++) values[i] = from_half(from[i]);
    } else {
        uint32_t *bits = (uint32_t *)(void *)values;
        for (size_t i = 0; i < count; i++) bits[i] = (uint32_t)from[i] << 16;
    }
    return values;
}

/* Returns the index of the first value that is NaN or infinite (all bits of its exponent set), or count. */
static size_t first_not_finite(const float *values, size_t count)
{
    for (size_t begin = 0; begin < count; begin += 4096) {
        const size_t end = count - begin < 4096 ? count : begin + 4096;
        uint32_t found = 0;
        for (size_t i = begin; i < end; i++) {
            uint32_t bits;
            memcpy(&bits, &values[i], sizeof bits);
            found |= (bits & 0x7f800000) == 0x7f800000;
        }
        if (!found) continue;
        for (size_t i = begin; i < end; i++)
            if (!(values[i] - values[i] == 0.0f)) return i;
    }
    return count;
}

const float *weights_take(struct weights *weights, const char *name, int32_t ndim, const int64_t *shape)
{
    const struct lb_tensor *tensor = weights->service->find(weights->checkpoint, name);
    if (!tensor) {
        add_fault(&weights->missing, "%s", name);
        return NULL;
    }
    if (weights->taken_count < weights->service->count(weights->checkpoint)) weights->taken[weights->taken_count++] = tensor;
    if (tensor->ndim != ndim || memcmp(tensor->shape, shape, (size_t)ndim * sizeof *shape) != 0) {
        char expected[48], found[48];
        shape_text(expected, ndim, shape);
        shape_text(found, tensor->ndim, tensor->shape);
        add_fault(&weights->shapes, "%s (expected %s, found %s)", name, expected, found);
        return NULL;
    }
    const size_t count = (size_t)lb_tensor_count(tensor);
    const struct lb_dtype type = tensor->dtype;
    const float *values = NULL;
    if (type.code == LB_CODE_FLOAT && type.bits == 32)
        values = tensor->data;
    else if ((type.code == LB_CODE_FLOAT || type.code == LB_CODE_BFLOAT) && type.bits == 16)
        values = converted(weights, tensor, count);
    else
        add_fault(&weights->types, "%s", name);
    if (!values) return NULL;
    const size_t wrong = first_not_finite(values, count);
    if (wrong < count) add_fault(&weights->values, "%s[%zu]", name, wrong);
    return values;
}

void weights_ignore(struct weights *weights, const char *name)
{
    const struct lb_tensor *tensor = weights->service->find(weights->checkpoint, name);
    if (tensor && weights->taken_count < weights->service->count(weights->checkpoint))
        weights->taken[weights->taken_count++] = tensor;
}

static void find_unused(struct weights *weights)
{
    const uint32_t count = weights->service->count(weights->checkpoint);
    for (uint32_t i = 0; i < count; i++) {
        const struct lb_named *named = weights->service->at(weights->checkpoint, i);
        size_t k = 0;
        while (k < weights->taken_count && weights->taken[k]->data != named->tensor->data) k++;
        if (k == weights->taken_count) add_fault(&weights->unused, "%s", named->name);
    }
}

/* Appends "; missing: a, b and 3 more". */
static void append(char *text, size_t room, const char *what, const struct weights_faults *faults)
{
    const size_t length = strlen(text);
    if (faults->count == 0) return;
    if (faults->count > FAULTS_NAMED)
        snprintf(text + length, room - length, "; %s: %s and %zu more", what, faults->text, faults->count - FAULTS_NAMED);
    else
        snprintf(text + length, room - length, "; %s: %s", what, faults->text);
}

lb_status weights_check(struct weights *weights, const struct lb_info *info)
{
    char text[4096] = "";
    if (weights->pool->failed) return lb_fail(info, "out of memory");
    if (weights->taken_count < weights->service->count(weights->checkpoint) || weights->missing.count) find_unused(weights);
    append(text, sizeof text, "missing", &weights->missing);
    append(text, sizeof text, "unused", &weights->unused);
    append(text, sizeof text, "of another shape", &weights->shapes);
    append(text, sizeof text, "neither f32 nor f16 nor bf16", &weights->types);
    append(text, sizeof text, "NaN or infinite", &weights->values);
    return text[0] ? lb_fail(info, "the checkpoint's tensors do not fit its config.json: %s", text + 2) : LB_OK;
}
