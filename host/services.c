/* SPDX-License-Identifier: MIT */
/* The functions that blocks call; each gets the block's instance as its context. */
#include "services.h"

#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "failure.h"
#include "shapes.h"

LB_PRINTF(2, 3) static lb_status serve_fail(void *context, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lbh_failure_v(context, format, arguments);
    va_end(arguments);
    return LB_FAILED;
}

LB_PRINTF(3, 4) static void serve_message(void *context, int32_t level, const char *format, ...)
{
    const struct lbh_instance *instance = context;
    const struct lbh_host *host = instance->plan->host;
    char text[1024];
    if (!host->log) return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    host->log(host->log_user, level, instance->path, text);
}

static lb_status open_weights(void *context, const char *path, struct lb_checkpoint **checkpoint)
{
    struct lbh_instance *instance = context;
    struct lbh_diag *diag = instance->plan->diag;
    const size_t first = lbh_diag_count(diag);
    const enum lbh_status status = lbh_weights_open(instance->plan->host->weights, path, checkpoint, diag);
    if (status == LBH_OK) return LB_OK;
    lbh_failure_count(instance);
    lbh_failure_blame(instance, "", diag, first);
    return status == LBH_ERR_MEMORY ? LB_NO_MEMORY : status == LBH_ERR_IO ? LB_IO : LB_INVALID;
}

static const struct lb_weights weights_service = {.struct_size = sizeof(struct lb_weights),
                                                  .open = open_weights,
                                                  .close = lbh_checkpoint_close,
                                                  .count = lbh_checkpoint_count,
                                                  .at = lbh_checkpoint_at,
                                                  .find = lbh_checkpoint_find};

static const void *serve_extension(void *context, const char *id)
{
    (void)context;
    return strcmp(id, LB_WEIGHTS_ID) == 0 ? &weights_service : NULL;
}

int lbh_services_have(const char *id)
{
    return serve_extension(NULL, id) != NULL;
}

/* Finds what a block may shape, or says why it may not. */
static const struct lbh_type *writable(struct lbh_instance *instance, const char *function, uint32_t slot, const char **name,
                                       bool *is_state)
{
    const struct lbh_type *type =
        slot < instance->descriptor->slot_count ? lbh_shapes_writable(instance, slot, name, is_state) : NULL;
    if (!type) lbh_failure(instance, "%s: slot %u is neither an output nor a state", function, slot);
    return type;
}

static lb_status shape_slot(struct lbh_instance *instance, const char *function, uint32_t slot, int32_t ndim,
                            const int64_t *shape)
{
    const char *name = NULL;
    bool is_state = false;
    struct lbh_plan *plan = instance->plan;
    /* Between runs a component may be used directly, and that begins with its own prepare. */
    if (!instance->preparing && !(instance->descriptor->is_component && (plan->preparing || !plan->running)))
        return lbh_failure(instance, "%s: called outside of prepare; use lb_set_capacity there and lb_set_extent here",
                           function);
    const struct lbh_type *type = writable(instance, function, slot, &name, &is_state);
    if (!type) return LB_FAILED;
    struct lbh_cell *cell = instance->cells[slot];
    /* For "any" the rank is the variable's: what other blocks or the given value say. */
    const struct lbh_type actual = {.element = cell->slot.type, .ndim = cell->slot.tensor.ndim};
    const bool any = type->element == LB_TYPE_NONE;
    const size_t first = lbh_diag_count(plan->diag);
    enum lbh_status status = LBH_OK;
    if (type->element == LB_TYPE_STR && !any) {
        if (ndim != 1 || shape[0] < 0) return lbh_failure(instance, "%s: a str has one extent: value=\"%s\"", function, name);
        status = lbh_cell_reserve_text(plan->arena, cell, (size_t)shape[0], plan->diag);
    } else {
        if (any && actual.ndim != ndim)
            status = lbh_shapes_check(&actual, name, ndim, shape, plan->diag);
        else if (!any)
            status = lbh_shapes_check(type, name, ndim, shape, plan->diag);
        if (status == LBH_OK && ndim > 0) {
            const bool same = cell->shaped && memcmp(cell->shape, shape, (size_t)ndim * sizeof *shape) == 0;
            if (!same) plan->shape_epoch++;
            status = lbh_cell_set_shape(plan->arena, cell, shape, is_state, plan->diag);
        }
    }
    if (status == LBH_OK) return LB_OK;
    lbh_failure_count(instance);
    if (status != LBH_ERR_MEMORY) lbh_diag_restate(plan->diag, first, LBH_ERR_BLOCK);
    lbh_failure_blame(instance, "", plan->diag, first);
    return status == LBH_ERR_MEMORY ? LB_NO_MEMORY : LB_INVALID;
}

static lb_status serve_shape(void *context, uint32_t slot, int32_t ndim, const int64_t *shape)
{
    return shape_slot(context, "lb_set_shape", slot, ndim, shape);
}

static lb_status serve_capacity(void *context, uint32_t slot, int32_t ndim, const int64_t *shape)
{
    return shape_slot(context, "lb_set_capacity", slot, ndim, shape);
}

static lb_status serve_extent(void *context, uint32_t slot, int32_t dimension, int64_t extent)
{
    struct lbh_instance *instance = context;
    const char *name = NULL;
    bool is_state = false;
    size_t bytes = 0;
    const struct lbh_type *type = writable(instance, "lb_set_extent", slot, &name, &is_state);
    if (!type) return LB_FAILED;
    struct lbh_cell *cell = instance->cells[slot];
    struct lb_tensor *tensor = &cell->slot.tensor;
    if (cell->slot.type == LB_TYPE_STR || dimension < 0 || dimension >= tensor->ndim)
        return lbh_failure(instance, "lb_set_extent: value=\"%s\" has no dimension %d", name, dimension);
    const int64_t before = cell->shape[dimension];
    if (extent == before) return LB_OK;
    if (type->element != LB_TYPE_NONE && !type->dims[dimension].symbol[0])
        return lbh_failure(instance, "lb_set_extent: value=\"%s\", dimension=%d is fixed to %lld by its type", name, dimension,
                           (long long)before);
    cell->shape[dimension] = extent;
    if (!lbh_shape_bytes(tensor->ndim, cell->shape, lbh_element_size(cell->slot.type), NULL, &bytes) ||
        bytes > cell->capacity) {
        cell->shape[dimension] = before;
        return lbh_failure(instance,
                           "lb_set_extent: value=\"%s\", dimension=%d, extent=%lld is beyond its capacity of %zu bytes", name,
                           dimension, (long long)extent, cell->capacity);
    }
    lbh_shape_strides(tensor->ndim, cell->shape, cell->strides);
    instance->plan->shape_epoch++;
    return LB_OK;
}

static lb_status serve_text(void *context, uint32_t slot, const char *text)
{
    struct lbh_instance *instance = context;
    const char *name = NULL;
    bool is_state = false;
    if (!writable(instance, "lb_set_text", slot, &name, &is_state)) return LB_FAILED;
    struct lbh_cell *cell = instance->cells[slot];
    const size_t length = strlen(text);
    if (cell->slot.type != LB_TYPE_STR) return lbh_failure(instance, "lb_set_text: value=\"%s\" is no str", name);
    if (length >= cell->capacity)
        return lbh_failure(instance, "lb_set_text: value=\"%s\", %zu bytes are beyond its capacity of %zu", name, length,
                           cell->capacity - 1);
    memmove(cell->slot.tensor.data, text, length + 1); /* it may be a part of the text that is there */
    cell->shape[0] = (int64_t)length;
    return LB_OK;
}

static uint32_t serve_group_count(void *context, uint32_t slot)
{
    const struct lbh_instance *instance = context;
    if (!instance->group_first || slot >= instance->descriptor->slot_count) return 0;
    return (uint32_t)(instance->group_first[slot + 1] - instance->group_first[slot]);
}

static const struct lb_named *serve_group_at(void *context, uint32_t slot, uint32_t index)
{
    const struct lbh_instance *instance = context;
    if (index >= serve_group_count(context, slot)) return NULL;
    struct lbh_group_member *member = &instance->group_members[instance->group_first[slot] + index];
    member->tensor = member->cell->slot.tensor;
    if (!(member->cell->slot.flags & LB_SLOT_SET)) member->tensor.data = NULL;
    return &member->named;
}

/* A block that is no wrapper has no loop to step, and no wrapper has one before its loop is built. */
static lb_status refuse_loop_step(void *context)
{
    return lbh_failure(context, "lb_loop_step was called outside of call, or by a block that is no loop wrapper");
}

const struct lb_host lbh_services = {.struct_size = sizeof(struct lb_host),
                                     .abi_minor = LB_ABI_MINOR,
                                     .fail = serve_fail,
                                     .message = serve_message,
                                     .get_extension = serve_extension,
                                     .set_shape = serve_shape,
                                     .set_capacity = serve_capacity,
                                     .set_extent = serve_extent,
                                     .set_text = serve_text,
                                     .group_count = serve_group_count,
                                     .group_at = serve_group_at,
                                     .loop_step = refuse_loop_step};
