/* SPDX-License-Identifier: MIT */
/* The life of a pipeline: opened, told its inputs, checked, run, stopped. */
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "guard.h"
#include "history.h"
#include "initial.h"
#include "instance.h"
#include "nearest.h"
#include "observe.h"
#include "run.h"
#include "turn.h"

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

/* Takes the manifest over. */
static struct lbh_pipeline *new_pipeline(struct lbh_host *host, struct lbh_manifest *manifest, struct lbh_diag *diag)
{
    struct lbh_pipeline *pipeline = calloc(1, sizeof *pipeline);
    struct lbh_graph *graph = lbh_graph_new(manifest);
    struct lbh_plan *plan = pipeline ? &pipeline->plan : NULL;
    if (pipeline) pthread_mutex_init(&pipeline->changing, NULL);
    bool fine = plan && graph && (plan->turn = lbh_turn_new()) && (pipeline->history = lbh_history_new()) &&
                (plan->outputs = calloc(manifest->output_count + 1, sizeof *plan->outputs));
    for (size_t i = 0; fine && i < manifest->output_count; i++) {
        fine = (plan->outputs[i] = strdup(manifest->outputs[i]));
        plan->output_count = i + fine;
    }
    if (!fine) {
        if (graph) lbh_graph_free(&(struct lbh_plan){0}, graph);
        lbh_pipeline_free(pipeline);
        no_memory(diag);
        return NULL;
    }
    pipeline->host = plan->host = host;
    plan->graph = graph;
    plan->home = plan;
    plan->creates = true;
    return pipeline;
}

struct lbh_pipeline *lbh_pipeline_open(struct lbh_host *host, const char *file, struct lbh_diag *diag)
{
    struct lbh_manifest *manifest = NULL;
    if (lbh_manifest_open(file, &manifest, diag) != LBH_OK) return NULL;
    return new_pipeline(host, manifest, diag);
}

struct lbh_pipeline *lbh_pipeline_parse(struct lbh_host *host, const char *file, const char *text, struct lbh_diag *diag)
{
    struct lbh_manifest *manifest = NULL;
    if (lbh_manifest_parse(file, text, strlen(text), &manifest, diag) != LBH_OK) return NULL;
    return new_pipeline(host, manifest, diag);
}

static void free_given(struct lbh_given *given)
{
    free(given->name);
    free(given->text);
    lbh_value_fini(&given->value);
}

void lbh_pipeline_free(struct lbh_pipeline *pipeline)
{
    if (!pipeline) return;
    struct lbh_plan *plan = &pipeline->plan;
    lbh_works_clear(pipeline, true);
    lbh_plan_fini(plan);
    for (size_t i = 0; i < plan->given_count; i++) free_given(&plan->given[i]);
    for (size_t i = 0; i < plan->override_count; i++) {
        free((char *)(uintptr_t)plan->overrides[i].owner);
        free((char *)(uintptr_t)plan->overrides[i].key);
        free((char *)(uintptr_t)plan->overrides[i].text);
    }
    for (size_t i = 0; i < plan->output_count; i++) free(plan->outputs[i]);
    lbh_turn_free(plan->turn);
    free(plan->given);
    free(plan->overrides);
    free(plan->outputs);
    free(pipeline->subscriptions);
    lbh_history_free(pipeline->history);
    pthread_mutex_destroy(&pipeline->changing);
    free(pipeline);
}

static enum lbh_status set_config(struct lbh_pipeline *pipeline, const char *name, const char *dot, const char *text,
                                  struct lbh_diag *diag)
{
    struct lbh_plan *plan = &pipeline->plan;
    if (pipeline->planned) {
        lbh_diag_add(diag, LBH_ERR_USAGE, "setting \"%s\": a config cannot change once the pipeline has been checked", name);
        lbh_diag_mend(diag, "set it before lbh_pipeline_check or lbh_pipeline_run");
        return LBH_ERR_USAGE;
    }
    char *owner = strndup(name, (size_t)(dot - name)), *key = strdup(dot + 1), *copy = strdup(text);
    if (!owner || !key || !copy) {
        free(owner);
        free(key);
        free(copy);
        return no_memory(diag);
    }
    for (size_t i = 0; i < plan->override_count; i++) {
        struct lbh_config_override *known = &plan->overrides[i];
        if (strcmp(known->owner, owner) != 0 || strcmp(known->key, key) != 0) continue;
        free((char *)(uintptr_t)known->text);
        known->text = copy;
        free(owner);
        free(key);
        return LBH_OK;
    }
    struct lbh_config_override *grown = realloc(plan->overrides, (plan->override_count + 1) * sizeof *grown);
    if (grown)
        plan->overrides = grown;
    else {
        free(owner);
        free(key);
        free(copy);
        return no_memory(diag);
    }
    grown[plan->override_count++] = (struct lbh_config_override){owner, key, copy, false};
    return LBH_OK;
}

/* Puts a given value in the place of an earlier one of the same name. */
static enum lbh_status set_given(struct lbh_pipeline *pipeline, struct lbh_given given, struct lbh_diag *diag)
{
    struct lbh_plan *plan = &pipeline->plan;
    size_t index = 0;
    while (index < plan->given_count && strcmp(plan->given[index].name, given.name) != 0) index++;
    if (index == plan->given_count) {
        struct lbh_given *grown = realloc(plan->given, (plan->given_count + 1) * sizeof *grown);
        if (!grown) {
            free_given(&given);
            return no_memory(diag);
        }
        plan->given = grown;
        plan->given_count++;
    } else {
        free_given(&plan->given[index]);
    }
    plan->given[index] = given;
    pipeline->given_anew = true;
    return LBH_OK;
}

enum lbh_status lbh_pipeline_set(struct lbh_pipeline *pipeline, const char *name, const char *text, struct lbh_diag *diag)
{
    const char *dot = strrchr(name, '.');
    if (!*name || (dot && (dot == name || !dot[1]))) {
        lbh_diag_add(diag, LBH_ERR_USAGE, "setting \"%s\": this is no name", name);
        lbh_diag_mend(diag, "write an input's name, or PATH.KEY for a config");
        return LBH_ERR_USAGE;
    }
    if (dot) return set_config(pipeline, name, dot, text, diag);
    const struct lbh_given given = {.name = strdup(name), .text = strdup(text)};
    if (given.name && given.text) return set_given(pipeline, given, diag);
    free(given.name);
    free(given.text);
    return no_memory(diag);
}

/* Returns the element type that a DLPack type is, or LB_TYPE_NONE. */
static uint32_t element_of(struct lb_dtype dtype)
{
    for (uint32_t element = LB_TYPE_I8; element <= LB_TYPE_BOOL; element++) {
        const struct lb_dtype known = lbh_element_dtype(element);
        if (known.code == dtype.code && known.bits == dtype.bits && dtype.lanes == 1) return element;
    }
    return LB_TYPE_NONE;
}

/* Whether a tensor is on the CPU, row-major and without gaps; null strides say so. */
static bool is_dense(const struct lb_tensor *tensor)
{
    int64_t strides[LB_MAX_NDIM];
    if (tensor->device.type != 1) return false;
    lbh_shape_strides(tensor->ndim, tensor->shape, strides);
    for (int32_t d = 0; tensor->strides && d < tensor->ndim; d++)
        if (tensor->shape[d] > 1 && tensor->strides[d] != strides[d]) return false;
    return true;
}

enum lbh_status lbh_pipeline_set_tensor(struct lbh_pipeline *pipeline, const char *name, const struct lb_tensor *tensor,
                                        struct lbh_diag *diag)
{
    struct lbh_value value = {.element = element_of(tensor->dtype), .ndim = tensor->ndim};
    if (value.element == LB_TYPE_NONE || tensor->ndim < 0 || tensor->ndim > LB_MAX_NDIM ||
        !lbh_shape_bytes(tensor->ndim, tensor->shape, lbh_element_size(value.element), NULL, &value.bytes) || !is_dense(tensor))
        return lbh_diag_add(diag, LBH_ERR_USAGE,
                            "setting \"%s\": a dense tensor in the CPU's memory is expected, of at most %d dimensions", name,
                            LB_MAX_NDIM);
    for (int32_t d = 0; d < tensor->ndim; d++) value.shape[d] = tensor->shape[d];
    value.data = malloc(value.bytes + 1);
    struct lbh_given given = {.name = strdup(name), .value = value};
    if (!value.data || !given.name) {
        free_given(&given);
        return no_memory(diag);
    }
    if (value.bytes) memcpy(value.data, (const char *)tensor->data + tensor->byte_offset, value.bytes);
    return set_given(pipeline, given, diag);
}

static enum lbh_status add_output(struct lbh_plan *plan, const char *name, struct lbh_diag *diag)
{
    char **grown = realloc(plan->outputs, (plan->output_count + 1) * sizeof *grown);
    if (grown) plan->outputs = grown;
    char *copy = strdup(name);
    if (!grown || !copy) {
        free(copy);
        return no_memory(diag);
    }
    plan->outputs[plan->output_count++] = copy;
    return LBH_OK;
}

enum lbh_status lbh_pipeline_add_output(struct lbh_pipeline *pipeline, const char *name, struct lbh_diag *diag)
{
    struct lbh_plan *plan = &pipeline->plan;
    for (size_t i = 0; i < plan->output_count; i++)
        if (strcmp(plan->outputs[i], name) == 0) return LBH_OK;
    /* The plan checks names; afterwards it is too late for that. */
    if (pipeline->planned && !lbh_pipeline_slot(pipeline, name, diag)) return LBH_ERR_USAGE;
    lbh_turn_lock_settings(plan);
    const enum lbh_status status = add_output(plan, name, diag);
    lbh_turn_unlock_settings(plan);
    return status;
}

/* With the turn. */
static enum lbh_status build(struct lbh_pipeline *pipeline, struct lbh_diag *diag)
{
    enum lbh_status status = lbh_plan_build(&pipeline->plan, diag);
    if (status == LBH_OK) status = lbh_plan_link(&pipeline->plan, diag);
    pipeline->failed = status != LBH_OK;
    pipeline->given_anew = false;
    pipeline->planned = true;
    return status;
}

enum lbh_status lbh_pipeline_check(struct lbh_pipeline *pipeline, struct lbh_diag *diag)
{
    /* Whoever comes first does it; the others wait for the turn. */
    if (!pipeline->planned) {
        lbh_turn_take(&pipeline->plan);
        const enum lbh_status status = pipeline->planned ? LBH_OK : build(pipeline, diag);
        lbh_turn_leave(&pipeline->plan);
        if (status != LBH_OK) return status;
    }
    if (pipeline->failed) return lbh_diag_add(diag, LBH_ERR_INVALID, "the pipeline has failed its check; open it again");
    return LBH_OK;
}

static void observe(struct lbh_plan *plan)
{
    lbh_observe_calls(&plan->graph->root);
    plan->observed = true;
}

/* With the turn. */
static enum lbh_status run(struct lbh_pipeline *pipeline, struct lbh_diag *diag)
{
    if (pipeline->given_anew || pipeline->changes != pipeline->plan.changes) {
        lbh_turn_lock_settings(&pipeline->plan);
        const enum lbh_status status = lbh_initial_update(&pipeline->plan, diag);
        lbh_turn_unlock_settings(&pipeline->plan);
        if (status != LBH_OK) return status;
    }
    pipeline->given_anew = false;
    pipeline->changes = pipeline->plan.changes;
    lbh_events_set_listeners(pipeline->plan.events, pipeline, pipeline->subscriptions, pipeline->subscription_count);
    if (lbh_events_mask(pipeline->plan.events) & (LBH_EVENT_BLOCK_BEGIN | LBH_EVENT_BLOCK_END)) observe(&pipeline->plan);
    return lbh_run(&pipeline->plan, diag);
}

enum lbh_status lbh_pipeline_run(struct lbh_pipeline *pipeline, struct lbh_diag *diag)
{
    enum lbh_status status = lbh_pipeline_check(pipeline, diag);
    if (status != LBH_OK) return status;
    lbh_turn_take(&pipeline->plan);
    status = run(pipeline, diag);
    lbh_turn_leave(&pipeline->plan);
    return status;
}

enum lbh_status lbh_pipeline_set_profiling(struct lbh_pipeline *pipeline, struct lbh_diag *diag)
{
    struct lbh_plan *plan = &pipeline->plan;
    const enum lbh_status status = lbh_pipeline_check(pipeline, diag);
    if (status != LBH_OK || plan->profiles) return status;
    plan->profiles = calloc(plan->graph->block_count + 1, sizeof *plan->profiles);
    if (!plan->profiles) return no_memory(diag);
    observe(plan);
    for (size_t i = 0; i < plan->graph->block_count; i++) {
        struct lbh_instance *instance = plan->graph->blocks[i];
        struct lbh_profile *profile = instance->profile = &plan->profiles[plan->profile_count++];
        /* Their own: the instance may give way to another one. */
        *profile = (struct lbh_profile){.path = strdup(instance->path), .plugin = strdup(instance->descriptor->name)};
        if (!profile->path || !profile->plugin) return no_memory(diag);
    }
    return LBH_OK;
}

enum lbh_status lbh_pipeline_set_guard(struct lbh_pipeline *pipeline, struct lbh_diag *diag)
{
    if (pipeline->planned) {
        lbh_diag_add(diag, LBH_ERR_USAGE, "guard mode cannot begin once the pipeline has been checked");
        lbh_diag_mend(diag, "call lbh_pipeline_set_guard before lbh_pipeline_check or lbh_pipeline_run");
        return LBH_ERR_USAGE;
    }
    if (pipeline->plan.guard || lbh_guard_begin(&pipeline->plan)) return LBH_OK;
    return no_memory(diag);
}

int lbh_pipeline_describe_crash(const struct lbh_pipeline *pipeline, int number, const void *siginfo, const void *context,
                                char *text, size_t size)
{
    return lbh_guard_describe_crash(&pipeline->plan, number, siginfo, context, text, size);
}

const struct lbh_profile *lbh_pipeline_borrow_profile(const struct lbh_pipeline *pipeline, size_t *count)
{
    *count = pipeline->plan.profile_count;
    return pipeline->plan.profiles;
}

void lbh_pipeline_stop(struct lbh_pipeline *pipeline)
{
    atomic_fetch_or(&pipeline->plan.pending, LBH_PENDING_STOP);
}

void lbh_pipeline_request_progress(struct lbh_pipeline *pipeline)
{
    atomic_fetch_or(&pipeline->plan.pending, LBH_PENDING_PROGRESS);
}

enum lbh_status lbh_pipeline_listen(struct lbh_pipeline *pipeline, uint32_t events, lbh_listener listener, void *user,
                                    struct lbh_diag *diag)
{
    struct lbh_subscription *grown = realloc(pipeline->subscriptions, (pipeline->subscription_count + 1) * sizeof *grown);
    if (!grown) return no_memory(diag);
    grown[pipeline->subscription_count++] = (struct lbh_subscription){events, listener, user};
    pipeline->subscriptions = grown;
    return LBH_OK;
}

const struct lbh_loop_position *lbh_pipeline_where(const struct lbh_pipeline *pipeline, size_t *count)
{
    *count = 0;
    return pipeline->plan.events ? lbh_events_where(pipeline->plan.events, count) : NULL;
}

const struct lb_component_ref *lbh_pipeline_component(struct lbh_pipeline *pipeline, const char *name, const char *interface_id,
                                                      struct lbh_diag *diag)
{
    struct lbh_plan *plan = &pipeline->plan;
    if (lbh_pipeline_check(pipeline, diag) != LBH_OK) return NULL;
    lbh_turn_lock_settings(plan);
    const size_t *index = lbh_map_find(&plan->graph->component_names, name);
    struct lbh_instance *component = index ? plan->graph->components[*index] : NULL;
    lbh_turn_unlock_settings(plan);
    const void *methods = component ? lbh_instance_methods(component, interface_id) : NULL;
    if (!methods) {
        lbh_diag_add(diag, LBH_ERR_USAGE, "no such component: component=\"%s\", expected=%s, found=%s", name, interface_id,
                     component ? "other interfaces" : "none of this name");
        return NULL;
    }
    component->ref.methods = methods;
    return &component->ref;
}
