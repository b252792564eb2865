/* SPDX-License-Identifier: MIT */
/* Copies of states, and what is made of them. */
#include "others.h"

#include <string.h>

#include "conform/subject/fenced.h"

/* Fenced memory; a failure is the machine's. */
static void *fenced(struct conform_case *c, size_t bytes)
{
    void *memory = fenced_new(bytes);
    if (!memory) conform_fail(c, NULL, "cannot try it: out of memory");
    return memory;
}

/* A copy of a tensor with fewer rows. */
static struct lb_tensor copy_of(struct conform_case *c, const struct lb_tensor *tensor, uint32_t element, int64_t missing_rows)
{
    struct lb_tensor copy = *tensor;
    copy.shape = fenced(c, (size_t)tensor->ndim * sizeof *copy.shape);
    copy.strides = fenced(c, (size_t)tensor->ndim * sizeof *copy.strides);
    memcpy(copy.shape, tensor->shape, (size_t)tensor->ndim * sizeof *copy.shape);
    if (tensor->ndim) copy.shape[0] = tensor->shape[0] > missing_rows ? tensor->shape[0] - missing_rows : 0;
    if (element != LB_TYPE_STR) lbh_shape_strides(copy.ndim, copy.shape, copy.strides);
    const size_t bytes = (size_t)lb_tensor_count(&copy) * lbh_element_size(element);
    copy.data = fenced(c, bytes + (element == LB_TYPE_STR));
    if (tensor->data) memcpy(copy.data, tensor->data, bytes);
    return copy;
}

struct others others_own(const struct rig *rig, int64_t missing_rows)
{
    struct others others = {.count = 0};
    for (size_t i = 0; i < rig->descriptor->state_count && others.count < OTHERS_MOST; i++) {
        const struct lb_state_slot *state = &rig->descriptor->states[i].declared;
        const struct lbh_cell *cell = rig_cell(rig, state->slot);
        if (state->flags & LB_STATE_SCRATCH) continue;
        others.elements[others.count] = cell->slot.type;
        others.items[others.count++] = (struct lb_other_state){
            state->name, state->type, copy_of(rig->c, &cell->slot.tensor, cell->slot.type, missing_rows)};
    }
    return others;
}

/* A tensor of ones in every extent. */
static struct lb_tensor tensor_of_one(struct conform_case *c, uint32_t element, int32_t ndim)
{
    static int64_t ones[LB_MAX_NDIM];
    for (int32_t d = 0; d < LB_MAX_NDIM; d++) ones[d] = 1;
    return (struct lb_tensor){.data = fenced(c, lbh_element_size(element)),
                              .device = {1, 0},
                              .ndim = ndim,
                              .dtype = lbh_element_dtype(element),
                              .shape = ones,
                              .strides = ones};
}

void others_make_strange(struct conform_case *c, struct others *others, uint32_t only, enum strangeness way)
{
    for (uint32_t i = 0; i < others->count; i++) {
        if (only != UINT32_MAX && only != i) continue;
        struct lb_other_state *other = &others->items[i];
        const bool is_byte = others->elements[i] == LB_TYPE_U8;
        switch (way) {
        case UNKNOWN_NAMES: other->name = "a-name-that-no-version-has-ever-had"; break;
        case EMPTY_NAMES: other->name = ""; break;
        case OTHER_TYPES:
            other->type = is_byte ? "f64" : "u8";
            other->tensor = tensor_of_one(c, is_byte ? LB_TYPE_F64 : LB_TYPE_U8, 0);
            break;
        case OTHER_RANKS:
            other->type = "u8[A,B,C,D,E,F,G,H]";
            other->tensor = tensor_of_one(c, LB_TYPE_U8, LB_MAX_NDIM);
            break;
        case NO_TYPES:
            other->type = "no type";
            other->tensor = tensor_of_one(c, LB_TYPE_U8, 0);
            break;
        case NULL_DATA: other->tensor.data = NULL; break;
        case STRANGENESSES: break;
        }
    }
}

struct lb_other_state *others_fenced(struct conform_case *c, const struct others *others)
{
    const size_t bytes = others->count * sizeof others->items[0];
    struct lb_other_state *items = others->count ? fenced(c, bytes) : NULL;
    if (items) memcpy(items, others->items, bytes);
    return items;
}
