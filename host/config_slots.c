/* SPDX-License-Identifier: MIT */
/* How a config's value is laid out in a slot, and what a slot that is not set reads as. */
#include "config_slots.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct item {
    struct lb_slot slot;
    struct lbh_value value;
    int64_t shape[LB_MAX_NDIM];
    int64_t strides[LB_MAX_NDIM];
    uint64_t nothing; /* a scalar's zero and a str's "" while the slot is not set */
};

struct lbh_configs {
    size_t count;
    struct item *items;
    struct lb_slot **slots;
    struct lb_state view;
};

static bool is_list(uint32_t element, int32_t ndim)
{
    return element == LB_TYPE_STR && ndim == 1;
}

/* Gives the slot the type and the extents that are in item->shape. */
static void shape_slot(struct item *item, uint32_t element, int32_t ndim, void *data)
{
    /* A str is seen as its bytes, a list of them as pointers. */
    const bool list = is_list(element, ndim);
    const int32_t seen_ndim = element == LB_TYPE_STR ? 1 : ndim;
    lbh_shape_strides(seen_ndim, item->shape, item->strides);
    item->slot.type = element;
    item->slot.tensor = (struct lb_tensor){
        .data = data,
        .device = {1, 0},
        .ndim = seen_ndim,
        .dtype = list ? (struct lb_dtype){LB_CODE_HANDLE, 8 * sizeof(char *), 1} : lbh_element_dtype(element),
        .shape = item->shape,
        .strides = item->strides,
    };
}

static void clear_item(struct item *item, const struct lbh_type *type)
{
    for (int32_t d = 0; d < type->ndim; d++) item->shape[d] = type->dims[d].symbol[0] ? 0 : type->dims[d].extent;
    shape_slot(item, type->element, type->ndim, type->ndim == 0 ? &item->nothing : NULL);
}

struct lbh_configs *lbh_configs_new(const struct lbh_config *declared, size_t count)
{
    struct lbh_configs *configs = calloc(1, sizeof *configs);
    if (!configs) return NULL;
    configs->items = calloc(count + 1, sizeof *configs->items);
    configs->slots = calloc(count + 1, sizeof *configs->slots);
    if (!configs->items || !configs->slots) {
        lbh_configs_free(configs);
        return NULL;
    }
    configs->count = count;
    configs->view.slots = configs->slots;
    for (size_t i = 0; i < count; i++) {
        assert(declared[i].declared.slot < count); /* the descriptor's check saw that the numbers are dense */
        struct item *item = &configs->items[declared[i].declared.slot];
        configs->slots[declared[i].declared.slot] = &item->slot;
        clear_item(item, &declared[i].type);
    }
    return configs;
}

void lbh_configs_free(struct lbh_configs *configs)
{
    if (!configs) return;
    for (size_t i = 0; i < configs->count; i++) lbh_value_fini(&configs->items[i].value);
    free(configs->items);
    free(configs->slots);
    free(configs);
}

void lbh_configs_take(struct lbh_configs *configs, uint32_t slot, const struct lbh_value *value)
{
    struct item *item = &configs->items[slot];
    lbh_value_fini(&item->value);
    item->value = *value;
    memcpy(item->shape, value->shape, sizeof item->shape);
    shape_slot(item, value->element, value->ndim, item->value.data);
    item->slot.flags = LB_SLOT_SET;
}

struct lb_state *lbh_configs_view(struct lbh_configs *configs)
{
    return &configs->view;
}

const struct lb_slot *lbh_configs_slot(const struct lbh_configs *configs, uint32_t slot)
{
    return slot < configs->count ? configs->slots[slot] : NULL;
}
