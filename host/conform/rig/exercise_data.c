/* SPDX-License-Identifier: MIT */
/* Memory, poison and sums of the tensors that methods are called with. */
#include "exercise_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "type.h"

/* Behind each tensor: what a method that goes too far will hit. */
enum { MARGIN = 256, MARGIN_BYTE = 0xC7 };

static uint64_t add(uint64_t digest, const void *data, size_t bytes)
{
    const unsigned char *at = data;
    for (size_t i = 0; i < bytes; i++) digest = (digest ^ at[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
    return digest;
}

struct exercise_tensor *exercise_tensor_new(struct exercise *e, const char *name, uint32_t element, int32_t ndim,
                                            const int64_t *shape)
{
    uint64_t seed = e->rig->c->seed * 31 + e->rig->setup->seed + 101 * e->count;
    int64_t count = 0;
    if (e->count == EXERCISE_TENSORS) return NULL;
    struct exercise_tensor *tensor = &e->tensors[e->count];
    *tensor = (struct exercise_tensor){.name = name, .element = element};
    if (!lbh_shape_bytes(ndim, shape, lbh_element_size(element), &count, &tensor->bytes)) return NULL;
    char *data = malloc(tensor->bytes + MARGIN);
    if (!data) return NULL;
    e->count++;
    memcpy(tensor->shape, shape, (size_t)ndim * sizeof *shape);
    lbh_shape_strides(ndim, tensor->shape, tensor->strides);
    draw_fill(element, count, DRAW_PLAIN, &seed, data);
    memset(data + tensor->bytes, MARGIN_BYTE, MARGIN);
    tensor->view = (struct lb_tensor){.data = data,
                                      .device = {1, 0},
                                      .ndim = ndim,
                                      .dtype = lbh_element_dtype(element),
                                      .shape = tensor->shape,
                                      .strides = tensor->strides};
    return tensor;
}

struct exercise_tensor *exercise_sample_new(struct exercise *e, const char *name)
{
    struct draw_extents *extents = &e->rig->extents;
    const int64_t shape[] = {draw_extent(extents, "B"), draw_extent(extents, "C"), draw_extent(extents, "H"),
                             draw_extent(extents, "W")};
    return exercise_tensor_new(e, name, LB_TYPE_F32, 4, shape);
}

const struct lb_tensor *exercise_reads(struct exercise_tensor *tensor)
{
    if (!tensor) return NULL;
    tensor->role = EXERCISE_READ;
    tensor->before = add(0, tensor->view.data, tensor->bytes);
    return &tensor->view;
}

struct lb_tensor *exercise_fills(struct exercise *e, struct exercise_tensor *tensor)
{
    if (!tensor) return NULL;
    tensor->role = EXERCISE_FILLED;
    memset(tensor->view.data, e->rig->poison, tensor->bytes);
    return &tensor->view;
}

struct lb_tensor *exercise_changes(struct exercise_tensor *tensor)
{
    if (!tensor) return NULL;
    tensor->role = EXERCISE_CHANGED;
    return &tensor->view;
}

static void complain(struct exercise *e, enum exercise_complaint kind, const char *method, const char *deed,
                     const struct exercise_tensor *tensor)
{
    char shape[96];
    if (*e->complaints[kind]) return;
    lbh_shape_format(tensor->element, tensor->view.ndim, tensor->shape, shape, sizeof shape);
    snprintf(e->complaints[kind], sizeof e->complaints[kind], "%s %s \"%s\" (%s)", method, deed, tensor->name, shape);
}

/* Whether an element, of what the view shows, is nothing but poison. */
static bool has_poison(const struct exercise *e, const struct exercise_tensor *tensor)
{
    const unsigned char *bytes = tensor->view.data, poison = e->rig->poison;
    const size_t size = lbh_element_size(tensor->element), count = (size_t)lb_tensor_count(&tensor->view);
    for (size_t k = 0; k < count; k++) {
        size_t same = 0;
        while (same < size && bytes[k * size + same] == poison) same++;
        if (same == size) return true;
    }
    return false;
}

static bool margin_is_whole(const struct exercise_tensor *tensor)
{
    const unsigned char *margin = (const unsigned char *)tensor->view.data + tensor->bytes;
    for (size_t i = 0; i < MARGIN; i++)
        if (margin[i] != MARGIN_BYTE) return false;
    return true;
}

lb_status exercise_done(struct exercise *e, const char *method, lb_status status)
{
    for (size_t i = 0; i < e->count; i++) {
        struct exercise_tensor *tensor = &e->tensors[i];
        const enum exercise_role role = tensor->role;
        tensor->role = EXERCISE_UNUSED;
        if (role == EXERCISE_UNUSED) continue;
        if (!margin_is_whole(tensor)) {
            complain(e, EXERCISE_BEHIND, method, "wrote behind the end of", tensor);
            memset((char *)tensor->view.data + tensor->bytes, MARGIN_BYTE, MARGIN);
        }
        if (role == EXERCISE_READ && add(0, tensor->view.data, tensor->bytes) != tensor->before)
            complain(e, EXERCISE_MODIFIED, method, "changed", tensor);
        if (role == EXERCISE_READ || status != LB_OK) continue;
        if (role == EXERCISE_FILLED && has_poison(e, tensor))
            complain(e, EXERCISE_UNWRITTEN, method, "did not write all of", tensor);
        exercise_answer(e, tensor->view.data, (size_t)lb_tensor_count(&tensor->view) * lbh_element_size(tensor->element));
    }
    exercise_answer(e, &status, sizeof status);
    return status;
}

void exercise_answer(struct exercise *e, const void *data, size_t bytes)
{
    e->rig->digest = add(e->rig->digest, data, bytes);
}

void exercise_answer_text(struct exercise *e, const char *text)
{
    if (text) exercise_answer(e, text, strlen(text) + 1);
}

void exercise_data_fini(struct exercise *e)
{
    for (size_t i = 0; i < e->count; i++) free(e->tensors[i].view.data);
    e->count = 0;
}
