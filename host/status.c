/* SPDX-License-Identifier: MIT */
/* What runs, as the running thread tells it at a boundary; pausing and resuming. */
#include <pthread.h>
#include <stdlib.h>

#include "change.h"
#include "events.h"
#include "history.h"
#include "pipeline.h"
#include "turn.h"

#define MOST_WAITING_NS 1000000000

/* What the running thread is asked for. */
struct inquiry {
    struct lbh_task task;
    json_t *loops;
    json_t *components;
    json_t *blocks;
    bool runs;
};

static void describe_loops(json_t *list, const struct lbh_loop *loop)
{
    if (!loop) return;
    describe_loops(list, loop->body.outer);
    const struct lbh_instance *wrapper = loop->body.step->instance;
    json_array_append_new(list, json_pack("{ss, sI, sI, sI}", "path", wrapper->path, "iterations", (json_int_t)loop->iterations,
                                          "done", (json_int_t)wrapper->state.progress_done, "total",
                                          (json_int_t)wrapper->state.progress_total));
}

static void inquire(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop)
{
    struct inquiry *inquiry = (struct inquiry *)((char *)task - offsetof(struct inquiry, task));
    const struct lbh_graph *graph = plan->graph;
    inquiry->runs = plan->running;
    describe_loops(inquiry->loops, loop);
    for (size_t i = 0; i < graph->component_count; i++)
        if (graph->components[i]->library)
            json_array_append_new(inquiry->components, lbh_history_describe(graph->components[i]));
    for (size_t i = 0; i < graph->block_count; i++)
        if (graph->blocks[i]->library) json_array_append_new(inquiry->blocks, lbh_history_describe(graph->blocks[i]));
}

char *lbh_pipeline_status(struct lbh_pipeline *pipeline, struct lbh_diag *diag)
{
    struct lbh_plan *plan = &pipeline->plan;
    /* What a listener has changed is retired by whoever comes next. */
    if (pthread_mutex_trylock(&pipeline->changing) == 0) {
        lbh_works_clear(pipeline, false);
        pthread_mutex_unlock(&pipeline->changing);
    }
    struct inquiry inquiry = {
        .task = {.run = inquire}, .loops = json_array(), .components = json_array(), .blocks = json_array()};
    const bool known = lbh_turn_ask(plan, &inquiry.task, MOST_WAITING_NS) == LBH_ASKED_DONE;
    const bool pauses = atomic_load(&plan->pending) & LBH_PENDING_PAUSE;
    const char *state = known && !inquiry.runs ? "idle" : pauses ? "paused" : "running";
    json_t *json = json_pack("{ss}", "state", state);
    if (known) {
        json_object_set(json, "loops", inquiry.loops);
        json_object_set(json, "components", inquiry.components);
        json_object_set(json, "blocks", inquiry.blocks);
    }
    json_object_set_new(json, "retired", lbh_history_list(pipeline->history));
    char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
    json_decref(json);
    json_decref(inquiry.loops);
    json_decref(inquiry.components);
    json_decref(inquiry.blocks);
    if (!text) lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    return text;
}

void lbh_pipeline_pause(struct lbh_pipeline *pipeline)
{
    atomic_fetch_or(&pipeline->plan.pending, LBH_PENDING_PAUSE);
}

void lbh_pipeline_resume(struct lbh_pipeline *pipeline)
{
    atomic_fetch_and(&pipeline->plan.pending, ~LBH_PENDING_PAUSE);
}
