/* SPDX-License-Identifier: MIT */
/* Memory of cells: small values within the cell, others in ranges of the arena that only grow. */
#include "cell.h"

#include <string.h>

/* Memory for a value, and its own pages where it has some. */
struct memory {
    void *start;
    struct lbh_pages *pages;
};

/* Takes memory outside of the cell; null where there is none. In guard mode a tensor only is aligned beyond its elements' needs. */
static struct memory take_memory(struct lbh_arena *arena, const struct lbh_cell *cell, size_t bytes)
{
    if (!lbh_arena_is_guarded(arena)) return (struct memory){lbh_arena_take(arena, bytes), NULL};
    const uint32_t element = cell->slot.type;
    const size_t alignment = element == LB_TYPE_STR        ? 1
                             : cell->slot.tensor.ndim == 0 ? lbh_element_size(element)
                                                           : LBH_ARENA_ALIGNMENT;
    struct lbh_pages *pages = lbh_arena_take_pages(arena, bytes, alignment);
    return (struct memory){pages ? pages->data : NULL, pages};
}

/* Puts memory in the place of what the cell has, which goes back to the arena unless it is the cell's own. */
static void replace_memory(struct lbh_arena *arena, struct lbh_cell *cell, struct memory memory, size_t capacity)
{
    if (cell->pages)
        lbh_arena_give_pages(arena, cell->pages);
    else if (cell->memory != cell->small)
        lbh_arena_give(arena, cell->memory, cell->capacity);
    cell->memory = memory.start;
    cell->pages = memory.pages;
    cell->capacity = capacity;
}

struct lbh_cell *lbh_cell_new(struct lbh_arena *arena, uint32_t element, int32_t ndim)
{
    struct lbh_cell *cell = lbh_arena_take(arena, sizeof *cell);
    if (!cell) return NULL;
    const bool text = element == LB_TYPE_STR;
    cell->uses = 1;
    cell->slot.type = element;
    cell->slot.tensor = (struct lb_tensor){.device = {1, 0},
                                           .ndim = text ? 1 : ndim,
                                           .dtype = lbh_element_dtype(element),
                                           .shape = cell->shape,
                                           .strides = cell->strides};
    if (text || ndim == 0) {
        cell->slot.tensor.data = cell->memory = cell->small;
        cell->capacity = sizeof cell->small;
        cell->shaped = true;
    }
    if (lbh_arena_is_guarded(arena) && !text && ndim == 0 && element != LB_TYPE_NONE) {
        const struct memory memory = take_memory(arena, cell, lbh_element_size(element));
        if (!memory.start) return NULL;
        replace_memory(arena, cell, memory, lbh_element_size(element));
        cell->slot.tensor.data = memory.start;
    }
    lbh_shape_strides(cell->slot.tensor.ndim, cell->shape, cell->strides);
    if (text && lbh_cell_reserve_text(arena, cell, LBH_DEFAULT_TEXT_CAPACITY, NULL) != LBH_OK) return NULL;
    return cell;
}

struct lbh_cell *lbh_cell_hold(struct lbh_cell *cell)
{
    if (cell) cell->uses++;
    return cell;
}

void lbh_cell_release(struct lbh_arena *arena, struct lbh_cell *cell)
{
    if (!cell || --cell->uses > 0) return;
    replace_memory(arena, cell, (struct memory){NULL, NULL}, 0);
    lbh_arena_give(arena, cell, sizeof *cell);
}

static enum lbh_status no_memory(struct lbh_diag *diag, size_t bytes)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory: the state arena cannot take %zu more bytes", bytes);
}

enum lbh_status lbh_cell_set_shape(struct lbh_arena *arena, struct lbh_cell *cell, const int64_t *shape, bool zero,
                                   struct lbh_diag *diag)
{
    struct lb_tensor *tensor = &cell->slot.tensor;
    size_t bytes = 0;
    if (!lbh_shape_bytes(tensor->ndim, shape, lbh_element_size(cell->slot.type), NULL, &bytes)) {
        char text[128];
        return lbh_diag_add(diag, LBH_ERR_INVALID, "impossible shape: %s",
                            lbh_shape_format(cell->slot.type, tensor->ndim, shape, text, sizeof text));
    }
    const size_t shape_bytes = (size_t)tensor->ndim * sizeof *shape;
    const bool same = tensor->data && memcmp(cell->shape, shape, shape_bytes) == 0;
    if (bytes > cell->capacity || !cell->memory) {
        const bool fits = bytes <= sizeof cell->small && !lbh_arena_is_guarded(arena);
        const struct memory memory = fits ? (struct memory){cell->small, NULL} : take_memory(arena, cell, bytes);
        if (!memory.start) return no_memory(diag, bytes);
        replace_memory(arena, cell, memory, fits ? sizeof cell->small : bytes);
    }
    tensor->data = cell->memory;
    if (!same && zero && bytes) memset(tensor->data, 0, bytes);
    memmove(cell->shape, shape, shape_bytes);
    memcpy(cell->prepared, cell->shape, shape_bytes);
    lbh_shape_strides(tensor->ndim, cell->shape, cell->strides);
    cell->shaped = true;
    return LBH_OK;
}

enum lbh_status lbh_cell_reserve_text(struct lbh_arena *arena, struct lbh_cell *cell, size_t bytes, struct lbh_diag *diag)
{
    if (bytes < cell->capacity) return LBH_OK;
    if (bytes == SIZE_MAX) return no_memory(diag, bytes);
    const struct memory memory = take_memory(arena, cell, bytes + 1);
    if (!memory.start) return no_memory(diag, bytes);
    memcpy(memory.start, cell->memory, (size_t)cell->shape[0] + 1);
    replace_memory(arena, cell, memory, bytes + 1);
    cell->slot.tensor.data = memory.start;
    return LBH_OK;
}

enum lbh_status lbh_cell_store(struct lbh_arena *arena, struct lbh_cell *cell, const struct lbh_value *value,
                               struct lbh_diag *diag)
{
    struct lb_tensor *tensor = &cell->slot.tensor;
    enum lbh_status status = LBH_OK;
    if (value->element == LB_TYPE_STR) {
        status = lbh_cell_reserve_text(arena, cell, value->bytes, diag);
        if (status != LBH_OK) return status;
        cell->shape[0] = (int64_t)value->bytes;
        ((char *)tensor->data)[value->bytes] = 0;
    } else if (tensor->ndim > 0) {
        status = lbh_cell_set_shape(arena, cell, value->shape, false, diag);
        if (status != LBH_OK) return status;
    }
    if (value->bytes) memcpy(tensor->data, value->data, value->bytes);
    cell->slot.flags |= LB_SLOT_SET;
    cell->shaped = true;
    return LBH_OK;
}

void lbh_cell_clear(struct lbh_cell *cell)
{
    struct lb_tensor *tensor = &cell->slot.tensor;
    cell->slot.flags &= ~LB_SLOT_SET;
    if (tensor->ndim == 0 || cell->slot.type == LB_TYPE_STR) {
        memset(tensor->data, 0, tensor->ndim == 0 ? cell->capacity : 1);
        if (tensor->ndim) cell->shape[0] = 0;
    } else {
        tensor->data = NULL;
        cell->shaped = false;
        /* The next value's pages are to end where it ends. */
        if (cell->pages) cell->capacity = 0;
    }
}
