/* SPDX-License-Identifier: MIT */
/* Binding of dimension names to extents, and what is inferred from it. */
#include "shapes.h"

#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "clock.h"
#include "failure.h"
#include "guard.h"

#define MAX_SYMBOLS 64

/* What the dimension names of one block stand for in this prepare. */
struct symbols {
    struct {
        const char *symbol;
        int64_t extent;
        const char *by; /* the value that bound it */
    } items[MAX_SYMBOLS];
    size_t count;
};

static const int64_t *find_symbol(const struct symbols *symbols, const char *symbol, const char **by)
{
    for (size_t i = 0; i < symbols->count; i++) {
        if (strcmp(symbols->items[i].symbol, symbol) != 0) continue;
        if (by) *by = symbols->items[i].by;
        return &symbols->items[i].extent;
    }
    return NULL;
}

/* Compares a shape with a declared type and binds the names that it meets for the first time. */
static bool bind(struct lbh_instance *instance, struct symbols *symbols, const struct lbh_type *type, const char *what,
                 const char *name, const struct lb_tensor *tensor)
{
    char expected[128], found[128];
    const uint32_t element = type->element;
    if (element == LB_TYPE_NONE || element == LB_TYPE_STR) return true;
    lbh_type_format(type, expected, sizeof expected);
    lbh_shape_format(element, tensor->ndim, tensor->shape, found, sizeof found);
    for (int32_t d = 0; d < type->ndim && d < tensor->ndim; d++) {
        const struct lbh_dim *dim = &type->dims[d];
        const char *by = "";
        const int64_t *known = dim->symbol[0] ? find_symbol(symbols, dim->symbol, &by) : &dim->extent;
        if (!known && symbols->count < MAX_SYMBOLS) {
            symbols->items[symbols->count].symbol = dim->symbol;
            symbols->items[symbols->count].extent = tensor->shape[d];
            symbols->items[symbols->count++].by = name;
        } else if (known && *known != tensor->shape[d]) {
            if (dim->symbol[0])
                lbh_failure(instance, "shape clash: %s=\"%s\", expected=%s with %s=%lld as in \"%s\", found=%s", what, name,
                            expected, dim->symbol, (long long)*known, by, found);
            else
                lbh_failure(instance, "shape clash: %s=\"%s\", expected=%s, found=%s", what, name, expected, found);
            return false;
        }
    }
    return true;
}

enum lbh_status lbh_shapes_check(const struct lbh_type *type, const char *name, int32_t ndim, const int64_t *shape,
                                 struct lbh_diag *diag)
{
    char expected[128], found[128];
    bool fits = type->ndim == ndim;
    for (int32_t d = 0; fits && d < ndim; d++)
        fits = shape[d] >= 0 && (type->dims[d].symbol[0] || type->dims[d].extent == shape[d]);
    if (fits) return LBH_OK;
    const int32_t shown = ndim < 0 ? 0 : ndim > LB_MAX_NDIM ? LB_MAX_NDIM : ndim;
    return lbh_diag_add(diag, LBH_ERR_BLOCK, "shape clash: value=\"%s\", expected=%s, found=%s", name,
                        lbh_type_format(type, expected, sizeof expected),
                        lbh_shape_format(type->element, shown, shape, found, sizeof found));
}

const struct lbh_type *lbh_shapes_writable(const struct lbh_instance *instance, uint32_t slot, const char **name,
                                           bool *is_state)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->output_count; i++)
        if (d->outputs[i].declared.slot == slot) {
            *name = d->outputs[i].declared.name;
            *is_state = false;
            return &d->outputs[i].type;
        }
    for (size_t i = 0; i < d->state_count; i++)
        if (d->states[i].declared.slot == slot) {
            *name = d->states[i].declared.name;
            *is_state = true;
            return &d->states[i].type;
        }
    return NULL;
}

/* Shapes a tensor from its type, where every name in it is bound. Returns whether it has a shape in the end. */
static bool infer(struct lbh_instance *instance, const struct symbols *symbols, const struct lbh_type *type, uint32_t slot,
                  bool zero)
{
    int64_t shape[LB_MAX_NDIM];
    struct lbh_cell *cell = instance->cells[slot];
    if (type->element == LB_TYPE_NONE) return false;
    for (int32_t d = 0; d < type->ndim; d++) {
        const int64_t *extent =
            type->dims[d].symbol[0] ? find_symbol(symbols, type->dims[d].symbol, NULL) : &type->dims[d].extent;
        if (!extent) return false;
        shape[d] = *extent;
    }
    const bool same = cell->shaped && memcmp(cell->shape, shape, (size_t)type->ndim * sizeof *shape) == 0;
    if (!same) instance->plan->shape_epoch++;
    return lbh_cell_set_shape(instance->plan->arena, cell, shape, zero, instance->plan->diag) == LBH_OK;
}

static bool is_tensor(const struct lbh_type *type)
{
    return type->element != LB_TYPE_NONE && type->ndim > 0;
}

bool lbh_shapes_fix_states(struct lbh_instance *instance)
{
    const struct symbols none = {.count = 0};
    for (size_t i = 0; i < instance->descriptor->state_count; i++) {
        const struct lbh_state_slot *state = &instance->descriptor->states[i];
        bool fixed = is_tensor(&state->type);
        for (int32_t d = 0; d < state->type.ndim; d++) fixed &= !state->type.dims[d].symbol[0];
        if (fixed && !infer(instance, &none, &state->type, state->declared.slot, true)) return false;
    }
    return true;
}

static bool bind_inputs(struct lbh_instance *instance, struct symbols *symbols)
{
    bool fine = true;
    for (size_t i = 0; i < instance->descriptor->input_count; i++) {
        const struct lbh_input *input = &instance->descriptor->inputs[i];
        if (!input->declared.name) continue;
        const struct lbh_cell *cell = instance->cells[input->declared.slot];
        if (cell->shaped && is_tensor(&input->type))
            fine &= bind(instance, symbols, &input->type, "input", input->declared.name, &cell->slot.tensor);
    }
    return fine;
}

/* Settles the outputs and states after prepare: inferred, or as prepare left them and checked. */
static bool settle(struct lbh_instance *instance, struct symbols *symbols, const struct lbh_type *type, const char *what,
                   const char *name, uint32_t slot, bool is_state)
{
    const struct lbh_cell *cell = instance->cells[slot];
    if (!is_tensor(type) && (type->element != LB_TYPE_NONE || cell->slot.tensor.ndim == 0)) return true;
    if (!cell->shaped && !infer(instance, symbols, type, slot, is_state)) {
        char text[128];
        if (is_state) return true; /* not needed with these shapes: prepare did not ask for it */
        lbh_failure(instance, "prepare set no shape: %s=\"%s\", type=%s, and its dimensions do not follow from the inputs",
                    what, name, lbh_type_format(type, text, sizeof text));
        return false;
    }
    return bind(instance, symbols, type, what, name, &cell->slot.tensor);
}

/* Forgets the shapes of outputs that no input gave: this prepare decides them anew. */
static void forget_outputs(struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->output_count; i++) {
        bool is_input = false;
        for (size_t k = 0; k < d->input_count; k++)
            is_input |= d->inputs[k].declared.name && d->inputs[k].declared.slot == d->outputs[i].declared.slot;
        if (!is_input && is_tensor(&d->outputs[i].type)) instance->cells[d->outputs[i].declared.slot]->shaped = false;
    }
}

/* Keeps the shapes of values that are carried from one iteration of a loop into the next. */
static void keep_carried(struct lbh_instance *instance)
{
    for (size_t i = 0; instance->carried && i < instance->descriptor->output_count; i++) {
        struct lbh_carried *carried = &instance->carried[i];
        const struct lbh_cell *cell = instance->cells[instance->descriptor->outputs[i].declared.slot];
        carried->had_shape = carried->is_carried && cell->shaped && (cell->slot.flags & LB_SLOT_SET);
        memcpy(carried->shape, cell->shape, sizeof carried->shape);
    }
}

/* Refuses another shape for a value that has been given and is still to be read. */
static bool check_carried(struct lbh_instance *instance)
{
    bool fine = true;
    for (size_t i = 0; instance->carried && i < instance->descriptor->output_count; i++) {
        const struct lbh_carried *carried = &instance->carried[i];
        const struct lb_slot *slot = instance->slots[instance->descriptor->outputs[i].declared.slot];
        const int32_t ndim = slot->type == LB_TYPE_STR ? 0 : slot->tensor.ndim;
        char expected[128], found[128];
        if (!carried->had_shape || memcmp(carried->shape, slot->tensor.shape, (size_t)ndim * sizeof *carried->shape) == 0)
            continue;
        lbh_failure(instance,
                    "shape clash: output=\"%s\", expected=%s as its first value, which an earlier block still reads, found=%s",
                    instance->descriptor->outputs[i].declared.name,
                    lbh_shape_format(slot->type, ndim, carried->shape, expected, sizeof expected),
                    lbh_shape_format(slot->type, ndim, slot->tensor.shape, found, sizeof found));
        fine = false;
    }
    return fine;
}

static lb_status call_prepare(const void *user)
{
    const struct lbh_instance *instance = user;
    return instance->descriptor->prepare(instance->self, &instance->components, (struct lb_state *)(uintptr_t)&instance->state);
}

/* Of a draft it is not guarded: it works on stand-ins, while the pipeline runs on another thread. */
static lb_status guard_prepare(struct lbh_instance *instance)
{
    const bool guarded = instance->plan->guard;
    return guarded ? lbh_guard_run(instance, true, call_prepare, instance) : call_prepare(instance);
}

static lb_status prepare(struct lbh_instance *instance)
{
    const struct lbh_descriptor *d = instance->descriptor;
    struct lbh_plan *plan = instance->plan;
    struct symbols symbols = {.count = 0};
    const size_t failures = plan->failures;
    if (!bind_inputs(instance, &symbols)) return LB_INVALID;
    keep_carried(instance);
    forget_outputs(instance);
    for (size_t i = 0; i < d->output_count; i++)
        if (is_tensor(&d->outputs[i].type) && !instance->cells[d->outputs[i].declared.slot]->shaped)
            infer(instance, &symbols, &d->outputs[i].type, d->outputs[i].declared.slot, false);
    for (size_t i = 0; i < d->state_count; i++)
        if (is_tensor(&d->states[i].type)) infer(instance, &symbols, &d->states[i].type, d->states[i].declared.slot, true);
    if (d->prepare) {
        instance->preparing = plan->preparing = true;
        const lb_status status = guard_prepare(instance);
        instance->preparing = plan->preparing = false;
        if (status != LB_OK) {
            if (plan->failures == failures) lbh_failure(instance, "prepare failed with status %d and gave no reason", status);
            return status < 0 ? status : LB_FAILED;
        }
    }
    bool fine = check_carried(instance);
    struct symbols settled = {.count = 0};
    bind_inputs(instance, &settled);
    for (size_t i = 0; i < d->output_count; i++)
        fine &= settle(instance, &settled, &d->outputs[i].type, "output", d->outputs[i].declared.name,
                       d->outputs[i].declared.slot, false);
    for (size_t i = 0; i < d->state_count; i++)
        fine &= settle(instance, &settled, &d->states[i].type, "state", d->states[i].declared.name, d->states[i].declared.slot,
                       true);
    return fine ? LB_OK : LB_INVALID;
}

lb_status lbh_shapes_prepare(struct lbh_instance *instance)
{
    if (!instance->profile) return prepare(instance);
    const int64_t begin_ns = lbh_clock_now_ns();
    const lb_status status = prepare(instance);
    instance->profile->prepare_ns += lbh_clock_now_ns() - begin_ns;
    instance->profile->prepares++;
    return status;
}
