/* SPDX-License-Identifier: MIT */
/* The helper's part: check, create, prepare, migrate, one call each; every step is announced before it is taken. */
#include "rehearsal_serve.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "instance.h"
#include "loop_boundary.h"
#include "loop_setup.h"
#include "rehearsal_stage.h"
#include "shapes.h"

static void announce(void *user, const char *step, const char *path)
{
    lbh_peer_announce(user, step, path);
}

static bool send_json(struct lbh_peer *peer, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    const bool sent = text && lbh_peer_send(peer, text, strlen(text));
    free(text);
    json_decref(json);
    return sent;
}

static bool send_errors(struct lbh_peer *peer, const struct lbh_diag *diag, const char *step)
{
    json_t *errors = json_array();
    for (size_t i = 0; i < lbh_diag_count(diag); i++) {
        const struct lbh_error *error = lbh_diag_borrow_error(diag, i);
        json_array_append_new(errors, json_pack("{si, ss*, si, si, ss*, ss*, ss*}", "status", (int)error->status, "file",
                                                error->file, "line", error->line, "column", error->column, "path", error->path,
                                                "text", error->text, "mend", error->mend));
    }
    if (json_array_size(errors) == 0)
        json_array_append_new(errors, json_pack("{si, ss}", "status", LBH_ERR_MEMORY, "text", "out of memory"));
    return send_json(peer, json_pack("{so, ss}", "errors", errors, "step", step));
}

static bool is_new(const struct lbh_stage *stage, const struct lbh_instance *instance)
{
    const struct lbh_revision_item *item = lbh_revision_find(&stage->revision, instance->path);
    return !item || item->creates;
}

/* Says which values and components the new blocks see. */
static json_t *list_needs(const struct lbh_stage *stage)
{
    const struct lbh_graph *graph = stage->plan.graph;
    json_t *values = json_array(), *components = json_array();
    for (size_t i = 0; i < graph->block_count; i++) {
        const struct lbh_instance *instance = graph->blocks[i];
        const struct lbh_descriptor *d = instance->descriptor;
        if (!is_new(stage, instance)) continue;
        for (uint32_t slot = 0; slot < d->slot_count; slot++)
            if (lbh_instance_shares(instance, slot))
                json_array_append_new(values, json_string(graph->variables[instance->variables[slot]].name));
        const size_t members = instance->group_first ? instance->group_first[d->slot_count] : 0;
        for (size_t k = 0; k < members; k++) json_array_append_new(values, json_string(instance->group_members[k].named.name));
        for (size_t k = 0; instance->used && k < d->component_count; k++)
            if (instance->used[k]) json_array_append_new(components, json_string(instance->used[k]->path));
    }
    return json_pack("{so, so}", "values", values, "components", components);
}

/* Whether a component is new itself, or called by a new block. */
static bool is_needed(const struct lbh_graph *graph, const struct lbh_stage *stage, const json_t *request,
                      const struct lbh_instance *component)
{
    size_t index;
    const json_t *item;
    json_array_foreach(json_object_get(request, "items"), index,
                       item) if (strcmp(json_string_value(json_object_get(item, "path")), component->path) == 0 &&
                                 json_is_true(json_object_get(item, "creates"))) return true;
    for (size_t i = 0; i < graph->block_count; i++) {
        const struct lbh_instance *block = graph->blocks[i];
        for (size_t k = 0; is_new(stage, block) && block->used && k < block->descriptor->component_count; k++)
            if (block->used[k] == component) return true;
    }
    return false;
}

static bool create_all(struct lbh_stage *stage, const json_t *request, struct lbh_peer *peer)
{
    const struct lbh_graph *graph = stage->plan.graph;
    bool fine = true;
    stage->plan.diag = stage->diag;
    for (size_t i = 0; i < graph->component_count + graph->block_count && fine; i++) {
        const bool component = i < graph->component_count;
        struct lbh_instance *instance = component ? graph->components[i] : graph->blocks[i - graph->component_count];
        if (component ? !is_needed(graph, stage, request, instance) : !is_new(stage, instance)) continue;
        announce(peer, "create", instance->path);
        fine = lbh_instance_create(instance);
    }
    stage->plan.diag = NULL;
    return fine && lbh_plan_link(&stage->plan, stage->diag) == LBH_OK;
}

/* What a wrapper is told in its first step: that is all of it that can be rehearsed. */
static lb_status cancel_step(void *context)
{
    ((struct lbh_instance *)context)->loop->status = LB_CANCELLED;
    return LB_CANCELLED;
}

static bool call(struct lbh_stage *stage, struct lbh_instance *instance, struct lbh_step *step)
{
    struct lbh_plan *plan = &stage->plan;
    const size_t failures = plan->failures;
    struct lbh_call bound = {.adapter = NULL};
    size_t made = 0;
    lb_status status = LB_FAILED;
    if (step->loop) {
        status = step->loop->body.wrapper.adapter(&step->loop->body.wrapper, &made);
    } else {
        if (lbh_call_bind(&bound, step, stage->diag) != LBH_OK) return false;
        status = lbh_boundary_walk(&bound, 1, &made);
        lbh_call_release(&bound);
    }
    return lbh_boundary_judge(instance, status, failures) >= 0;
}

/* Prepares and calls what would be called in a running loop. */
static bool play(struct lbh_stage *stage, struct lbh_peer *peer)
{
    struct lbh_plan *plan = &stage->plan;
    bool fine = true;
    plan->diag = stage->diag;
    plan->wrapper_services.loop_step = cancel_step;
    for (int calling = 0; calling < 2; calling++) {
        plan->running = calling;
        for (size_t i = 0; i < plan->graph->block_count && fine; i++) {
            struct lbh_instance *instance = plan->graph->blocks[i];
            struct lbh_step *step = is_new(stage, instance) ? lbh_stage_step(stage, instance) : NULL;
            if (!step || !lbh_stage_lives(stage, step)) continue;
            announce(peer, calling ? "call" : "prepare", instance->path);
            fine = calling ? call(stage, instance, step) : lbh_shapes_prepare(instance) == LB_OK;
        }
    }
    return fine;
}

/* Reads the copy of the state that comes after its description. */
static enum lbh_status receive_copy(struct lbh_stage *stage, struct lbh_peer *peer)
{
    char *text = NULL;
    size_t length = 0;
    int file = -1;
    struct stat status;
    if (!lbh_peer_receive(peer, &text, &length) || !lbh_peer_receive_fd(peer, &file) || fstat(file, &status) != 0)
        return LBH_ERR_IO;
    json_t *copy = json_loadb(text, length, 0, NULL);
    const size_t bytes = (size_t)status.st_size;
    const char *data = bytes ? mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file, 0) : "";
    if (!copy || data == MAP_FAILED) return LBH_ERR_MEMORY;
    return lbh_stage_furnish(stage, copy, data, bytes, announce, peer);
}

/* It waits to be ended: whatever the process would do at its exit is no part of the rehearsal. */
static int finish(struct lbh_peer *peer, bool sent)
{
    if (sent) lbh_peer_await_end(peer);
    return sent ? EXIT_SUCCESS : EXIT_FAILURE;
}

int lbh_rehearsal_serve(struct lbh_peer *peer)
{
    struct lbh_stage stage;
    char *text = NULL;
    size_t length = 0;
    if (!lbh_peer_receive(peer, &text, &length)) return EXIT_FAILURE;
    json_t *request = json_loadb(text, length, 0, NULL);
    if (!request) return EXIT_FAILURE;
    if (lbh_stage_build(&stage, request, announce, peer) != LBH_OK) return finish(peer, send_errors(peer, stage.diag, "check"));
    if (!send_json(peer, list_needs(&stage))) return EXIT_FAILURE;
    const bool fine = create_all(&stage, request, peer) && receive_copy(&stage, peer) == LBH_OK && play(&stage, peer);
    announce(peer, "end", NULL);
    const bool sent = fine ? send_json(peer, json_pack("{sb}", "ok", 1)) : send_errors(peer, stage.diag, "rehearsal");
    return finish(peer, sent);
}
