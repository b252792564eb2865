/* SPDX-License-Identifier: MIT */
/* Reading what a pipeline holds: slots, numbers, JSON, a safetensors file of the outputs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "nearest.h"
#include "pipeline.h"
#include "safetensors.h"
#include "turn.h"

static void report_unknown(const struct lbh_graph *graph, const char *name, struct lbh_diag *diag)
{
    char near[256] = "";
    lbh_diag_add(diag, LBH_ERR_USAGE, "unknown value: no block declares \"%s\"", name);
    const char **names = calloc(graph->variable_count + 1, sizeof *names);
    for (size_t i = 0; names && i < graph->variable_count; i++) names[i] = graph->variables[i].name;
    if (names) lbh_nearest_text(name, names, graph->variable_count, near, sizeof near);
    if (*near) lbh_diag_mend(diag, "%s", near);
    free(names);
}

struct lb_slot *lbh_pipeline_slot(struct lbh_pipeline *pipeline, const char *name, struct lbh_diag *diag)
{
    struct lbh_plan *plan = &pipeline->plan;
    if (lbh_pipeline_check(pipeline, diag) != LBH_OK) return NULL;
    lbh_turn_lock_settings(plan);
    const struct lbh_variable *variable = lbh_plan_find(plan, name);
    struct lb_slot *slot = variable ? &variable->cell->slot : NULL;
    if (!slot) report_unknown(plan->graph, name, diag);
    lbh_turn_unlock_settings(plan);
    return slot;
}

/* Returns the slot of a value that is set. */
static const struct lb_slot *find_set(struct lbh_pipeline *pipeline, const char *name, struct lbh_diag *diag)
{
    const struct lb_slot *slot = lbh_pipeline_slot(pipeline, name, diag);
    if (!slot || (slot->flags & LB_SLOT_SET)) return slot;
    lbh_diag_add(diag, LBH_ERR_USAGE, "not set: \"%s\" has no value", name);
    return NULL;
}

/* Reads a scalar as both kinds of number. Returns false where it is none. */
static bool read_number(const struct lb_slot *slot, int64_t *whole, double *real, bool *is_whole)
{
    const void *data = slot->tensor.data;
    *is_whole = true;
    if (slot->tensor.ndim != 0) return false;
    switch (slot->type) {
    case LB_TYPE_I8: *whole = *(const int8_t *)data; break;
    case LB_TYPE_I16: *whole = *(const int16_t *)data; break;
    case LB_TYPE_I32: *whole = *(const int32_t *)data; break;
    case LB_TYPE_I64: *whole = *(const int64_t *)data; break;
    case LB_TYPE_U8: *whole = *(const uint8_t *)data; break;
    case LB_TYPE_U16: *whole = *(const uint16_t *)data; break;
    case LB_TYPE_U32: *whole = *(const uint32_t *)data; break;
    case LB_TYPE_BOOL: *whole = *(const uint8_t *)data; break;
    case LB_TYPE_U64: {
        const uint64_t number = *(const uint64_t *)data;
        *is_whole = number <= INT64_MAX;
        *whole = (int64_t)number;
        *real = (double)number;
        return true;
    }
    case LB_TYPE_F32:
    case LB_TYPE_F64:
        *real = slot->type == LB_TYPE_F32 ? (double)*(const float *)data : *(const double *)data;
        *is_whole = *real >= -0x1p63 && *real < 0x1p63 && floor(*real) == *real;
        if (*is_whole) *whole = (int64_t)*real;
        return true;
    default: return false;
    }
    *real = (double)*whole;
    return true;
}

static enum lbh_status get_number(struct lbh_pipeline *pipeline, const char *name, int64_t *whole, double *real,
                                  struct lbh_diag *diag)
{
    char found[128];
    int64_t integer = 0;
    double number = 0;
    bool is_whole = false;
    const struct lb_slot *slot = find_set(pipeline, name, diag);
    if (!slot) return LBH_ERR_USAGE;
    if (!read_number(slot, &integer, &number, &is_whole) || (whole && !is_whole))
        return lbh_diag_add(diag, LBH_ERR_USAGE, "cannot read \"%s\": expected=%s, found=%s", name,
                            whole ? "a whole number" : "a number",
                            lbh_shape_format(slot->type, slot->tensor.ndim, slot->tensor.shape, found, sizeof found));
    if (whole) *whole = integer;
    if (real) *real = number;
    return LBH_OK;
}

enum lbh_status lbh_pipeline_get_i64(struct lbh_pipeline *pipeline, const char *name, int64_t *value, struct lbh_diag *diag)
{
    return get_number(pipeline, name, value, NULL, diag);
}

enum lbh_status lbh_pipeline_get_f64(struct lbh_pipeline *pipeline, const char *name, double *value, struct lbh_diag *diag)
{
    return get_number(pipeline, name, NULL, value, diag);
}

/* A str's slot has its length as an extent; as a value it is a scalar. */
static int32_t value_rank(const struct lb_slot *slot)
{
    return slot->type == LB_TYPE_STR ? 0 : slot->tensor.ndim;
}

char *lbh_pipeline_get_json(struct lbh_pipeline *pipeline, const char *name, int whole, struct lbh_diag *diag)
{
    const struct lb_slot *slot = find_set(pipeline, name, diag);
    char *text = NULL;
    if (!slot) return NULL;
    if (!whole) {
        text = lbh_value_format(slot->type, value_rank(slot), slot->tensor.shape, slot->tensor.data);
    } else {
        json_t *json = lbh_value_to_json(slot->type, value_rank(slot), slot->tensor.shape, slot->tensor.data);
        if (json) text = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
        json_decref(json);
    }
    if (!text) lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    return text;
}

size_t lbh_pipeline_output_count(const struct lbh_pipeline *pipeline)
{
    return pipeline->plan.output_count;
}

const char *lbh_pipeline_output_name(const struct lbh_pipeline *pipeline, size_t index)
{
    return index < pipeline->plan.output_count ? pipeline->plan.outputs[index] : NULL;
}

enum lbh_status lbh_pipeline_save(struct lbh_pipeline *pipeline, const char *file, struct lbh_diag *diag)
{
    const struct lbh_plan *plan = &pipeline->plan;
    enum lbh_status status = lbh_pipeline_check(pipeline, diag);
    if (status != LBH_OK) return status;
    struct lbh_safetensor *tensors = calloc(plan->output_count + 1, sizeof *tensors);
    if (!tensors) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    size_t count = 0;
    for (size_t i = 0; i < plan->output_count; i++) {
        const struct lb_slot *slot = lbh_pipeline_slot(pipeline, plan->outputs[i], diag);
        if (!slot || !(slot->flags & LB_SLOT_SET) || slot->type == LB_TYPE_STR) continue;
        struct lbh_safetensor *tensor = &tensors[count++];
        *tensor = (struct lbh_safetensor){
            .name = plan->outputs[i], .element = slot->type, .ndim = slot->tensor.ndim, .data = slot->tensor.data};
        memcpy(tensor->shape, slot->tensor.shape, (size_t)slot->tensor.ndim * sizeof *tensor->shape);
        lbh_shape_bytes(tensor->ndim, tensor->shape, lbh_element_size(tensor->element), NULL, &tensor->bytes);
    }
    status = lbh_safetensors_write(file, tensors, count, diag);
    free(tensors);
    return status;
}
