/* SPDX-License-Identifier: MIT */
/* A rig's life, step by step. */
#include "rig.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "companions.h"
#include "exercise.h"
#include "failure.h"
#include "initial.h"
#include "loop.h"
#include "loop_boundary.h"
#include "loop_setup.h"
#include "pipeline.h"
#include "rig_manifest.h"
#include "shapes.h"
#include "text.h"

/* A failure of the suite, or of the machine. */
static _Noreturn void give_up(struct rig *rig, const char *what)
{
    conform_fail(rig->c, "this is a fault of the suite or of its installation, if not of the profile", "cannot try it: %s: %s",
                 what, rig_reason(rig));
}

static void add_folders(struct rig *rig)
{
    const struct job *job = rig->c->job;
    for (size_t i = 0; i < job->plugin_folder_count; i++)
        if (lbh_host_add_folder(rig->host, job->plugin_folders[i], rig->diag) != LBH_OK) give_up(rig, "--plugins");
}

struct rig *rig_new(struct conform_case *c, const struct rig_setup *setup)
{
    static char file[PATH_MAX]; /* found once: a block may change the working directory */
    struct rig *rig = calloc(1, sizeof *rig);
    struct rig_setup *own = calloc(1, sizeof *own);
    struct lbh_library *library = NULL;
    if (!rig || !own || (!*file && !realpath(c->job->file, file)))
        conform_fail(c, NULL, "cannot try it: out of memory, or the file is gone");
    *own = *setup;
    const int32_t found = findings_of_run()->candidate;
    if (own->candidate == 0) own->candidate = found > 0 ? found : 1;
    *rig = (struct rig){.c = c, .setup = own, .host = lbh_host_new(), .diag = lbh_diag_new(), .poison = 0xAA};
    rig->extents = (struct draw_extents){.job = c->job, .every = setup->extent, .candidate = own->candidate};
    rig->iterations = setup->iterations ? setup->iterations : rig_usual_iterations(rig);
    if (!rig->host || !rig->diag) conform_fail(c, NULL, "cannot try it: out of memory");
    add_folders(rig);
    lbh_host_set_log(rig->host, NULL, rig);
    if (lbh_catalog_load(rig->host->catalog, file, &library, rig->diag) != LBH_OK) give_up(rig, "it cannot be loaded");
    rig->descriptor = library->descriptor;
    if (!companions_add(rig)) give_up(rig, "out of memory");
    char *manifest = rig_manifest(rig, file);
    char *name = lbh_text("%s/conform", c->job->directory);
    if (!manifest || !name) give_up(rig, "out of memory");
    rig->pipeline = lbh_pipeline_parse(rig->host, name, manifest, rig->diag);
    free(manifest);
    free(name);
    if (!rig->pipeline) give_up(rig, "its manifest is refused");
    rig->plan = &rig->pipeline->plan;
    if (setup->guard && lbh_pipeline_set_guard(rig->pipeline, rig->diag) != LBH_OK) give_up(rig, "guard mode");
    if (rig_give_inputs(rig)) give_up(rig, "an input cannot be given");
    return rig;
}

/* Finds what was built. */
void rig_find_parts(struct rig *rig)
{
    const struct lbh_graph *graph = rig->plan->graph;
    rig->loop_step = &graph->root.children[graph->root.child_count - 1];
    rig->loop = rig->loop_step->instance;
    rig->caller = rig->subject = rig->descriptor->kind == LB_KIND_LOOP ? rig->loop : rig->loop_step->children[0].instance;
    for (size_t i = 0; rig->descriptor->is_component && i < graph->component_count; i++)
        if (strcmp(graph->components[i]->path, "subject") == 0) rig->subject = graph->components[i];
}

bool rig_build(struct rig *rig)
{
    if (lbh_pipeline_check(rig->pipeline, rig->diag) != LBH_OK) return false;
    rig_find_parts(rig);
    return true;
}

/* What a run does before and after a call of anything. */
static void begin_act(struct rig *rig)
{
    rig->plan->diag = rig->diag;
    rig->plan->running = true;
    rig->plan->failures_before = rig->plan->failures;
}

static lb_status run_before(struct rig *rig, struct lbh_step *step)
{
    size_t made = 0;
    lb_status status = lbh_boundary_check_inputs(step->instance);
    if (status == LB_OK) status = step->loop ? lbh_loop_prepare(step) : lbh_shapes_prepare(step->instance);
    if (status == LB_OK) status = step->loop ? lbh_loop_run(step->loop) : step->calls[0].adapter(&step->calls[0], &made);
    status = lbh_boundary_judge(step->instance, status, rig->plan->failures_before);
    if (status == LB_OK) lbh_boundary_mark_outputs(step->instance);
    return status;
}

lb_status rig_prepare_again(struct rig *rig)
{
    begin_act(rig);
    const size_t failures = rig->plan->failures;
    return lbh_boundary_judge(rig->caller, lbh_loop_prepare(rig->loop_step), failures);
}

bool rig_give_again(struct rig *rig, int64_t extent)
{
    rig->draws_anew = true;
    rig->extents.every = extent;
    return rig->descriptor->is_component || rig_draws_shapes(rig);
}

lb_status rig_prepare(struct rig *rig)
{
    struct lbh_step *root = &rig->plan->graph->root;
    lb_status status = LB_OK;
    begin_act(rig);
    if (lbh_initial_store(rig->plan, rig->diag) != LBH_OK) return LB_NO_MEMORY;
    if (rig->draws_anew && rig_store_inputs(rig)) return LB_NO_MEMORY;
    for (size_t i = 0; i + 1 < root->child_count && status == LB_OK; i++) status = run_before(rig, &root->children[i]);
    if (status == LB_OK && rig->subject == rig->loop) status = lbh_boundary_check_inputs(rig->subject);
    return status == LB_OK ? rig_prepare_again(rig) : status;
}

lb_status rig_call(struct rig *rig, int64_t iteration)
{
    const struct lbh_body *body = &rig->loop_step->loop->body;
    size_t failed = 0;
    begin_act(rig);
    rig->iteration = iteration;
    if (rig->subject == rig->loop) {
        const lb_status status = lbh_loop_run(rig->loop_step->loop);
        if (status == LB_OK) lbh_boundary_mark_outputs(rig->subject);
        return status;
    }
    companion_set_arguments(rig, iteration);
    if (rig->argument) companion_set_argument(rig, rig->argument->index, rig->argument->fill);
    const lb_status status = lbh_boundary_walk(body->calls, body->call_count, &failed);
    return lbh_boundary_judge(rig->caller, status, rig->plan->failures_before);
}

void rig_end(struct rig *rig)
{
    lbh_pipeline_free(rig->pipeline);
    exercise_free(rig);
    lbh_host_free(rig->host);
    lbh_diag_free(rig->diag);
    free(rig->setup);
    free(rig);
}

static const char as_before[] = "with the same inputs it ran before, for the check `runs`: have it do so each time";

struct rig *rig_start(struct conform_case *c, const struct rig_setup *setup)
{
    struct rig *rig = rig_new(c, setup);
    conform_step(c, "create");
    if (!rig_build(rig)) conform_fail(c, as_before, "it is not created: %s", rig_reason(rig));
    conform_step(c, "prepare");
    if (rig_prepare(rig) != LB_OK) conform_fail(c, as_before, "it is not prepared: %s", rig_reason(rig));
    return rig;
}

void rig_must_call(struct rig *rig, int64_t iteration)
{
    conform_step(rig->c, "call %lld", (long long)iteration);
    const lb_status status = rig_call(rig, iteration);
    if (status != LB_OK && status != LB_STOP)
        conform_fail(rig->c, as_before, "its call in iteration %lld fails: %s", (long long)iteration, rig_reason(rig));
}

enum lbh_status rig_run(struct rig *rig)
{
    conform_step(rig->c, "run");
    enum lbh_status status = lbh_pipeline_check(rig->pipeline, rig->diag);
    if (status != LBH_OK) return status;
    rig_find_parts(rig); /* the stand-ins want to know */
    status = lbh_pipeline_run(rig->pipeline, rig->diag);
    if (rig->pipeline->planned && rig->plan->graph->root.child_count) rig_find_parts(rig);
    return status;
}

const char *rig_reason(const struct rig *rig)
{
    const size_t count = lbh_diag_count(rig->diag);
    const struct lbh_error *error = count ? lbh_diag_borrow_error(rig->diag, count - 1) : NULL;
    return error && error->text ? error->text : "";
}

size_t rig_failures(const struct rig *rig)
{
    return rig->plan->failures;
}

static uint64_t mix(uint64_t digest, const void *data, size_t bytes)
{
    const unsigned char *at = data;
    for (size_t i = 0; i < bytes; i++) digest = (digest ^ at[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
    return digest;
}

static uint64_t mix_cell(uint64_t digest, const struct lbh_cell *cell)
{
    const struct lb_tensor *tensor = &cell->slot.tensor;
    if (!(cell->slot.flags & LB_SLOT_SET) || !tensor->data) return mix(digest, "unset", 5);
    digest = mix(digest, tensor->shape, (size_t)tensor->ndim * sizeof *tensor->shape);
    return mix(digest, tensor->data, (size_t)lb_tensor_count(tensor) * lbh_element_size(cell->slot.type));
}

uint64_t rig_digest(const struct rig *rig)
{
    const struct lbh_descriptor *d = rig->descriptor;
    uint64_t digest = UINT64_C(0xcbf29ce484222325) ^ rig->digest;
    for (size_t i = 0; i < d->output_count; i++) digest = mix_cell(digest, rig_cell(rig, d->outputs[i].declared.slot));
    for (size_t i = 0; i < d->state_count; i++)
        if (!(d->states[i].declared.flags & LB_STATE_SCRATCH))
            digest = mix_cell(digest, rig_cell(rig, d->states[i].declared.slot));
    return digest;
}

struct lbh_cell *rig_cell(const struct rig *rig, uint32_t slot)
{
    return rig->subject->cells[slot];
}

int64_t rig_usual_iterations(const struct rig *rig)
{
    (void)rig;
    const int64_t found = findings_of_run()->iterations;
    return found > 0 ? found : 1;
}

void rig_fill(struct rig *rig, uint32_t slot, enum draw_fill fill)
{
    struct lbh_cell *cell = rig_cell(rig, slot);
    uint64_t seed = rig->c->seed + 17 * slot;
    if (!(cell->slot.flags & LB_SLOT_SET) || !cell->slot.tensor.data) return;
    draw_fill(cell->slot.type, lb_tensor_count(&cell->slot.tensor), fill, &seed, cell->slot.tensor.data);
}
