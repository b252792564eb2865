/* SPDX-License-Identifier: MIT */
/* One walk in run order that knows, at each block, which values exist. */
#include "dataflow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "links.h"
#include "nearest.h"

/* What is known of a variable at the point that the walk has reached. */
struct flow {
    const struct lbh_step *producer; /* the latest; null: none so far */
    const struct lbh_step *reader;   /* the latest */
    bool available;
    bool reported;
};

struct walk {
    struct lbh_plan *plan;
    struct lbh_diag *diag;
    struct flow *flows;
    bool no_memory;
};

/* Returns the innermost loop around a step, or null. */
static const struct lbh_step *loop_around(const struct lbh_step *step)
{
    for (step = step->parent; step; step = step->parent)
        if (step->node->kind == LBH_NODE_LOOP) return step;
    return NULL;
}

static bool is_within(const struct lbh_step *step, const struct lbh_step *ancestor)
{
    for (; step; step = step->parent)
        if (step == ancestor) return true;
    return false;
}

/* Returns whether two steps lie in different cases of one select, of which only one runs. */
static bool are_alternatives(const struct lbh_step *a, const struct lbh_step *b)
{
    for (const struct lbh_step *case_a = a; case_a->parent; case_a = case_a->parent)
        if (case_a->parent->node->kind == LBH_NODE_SELECT && is_within(b, case_a->parent) && !is_within(b, case_a)) return true;
    return false;
}

/* Returns how a block reads a variable; null: it does not. */
static const struct lb_input *input_of(const struct lbh_instance *instance, size_t variable)
{
    const struct lbh_descriptor *d = instance->descriptor;
    for (size_t i = 0; i < d->input_count; i++)
        if (d->inputs[i].declared.name && instance->variables[d->inputs[i].declared.slot] == variable)
            return &d->inputs[i].declared;
    return NULL;
}

/* Finds the first block that makes a variable without needing it: one that only changes it is no help to who lacks it. */
static const struct lbh_step *find_producer(const struct lbh_step *step, size_t variable)
{
    const struct lbh_instance *instance = step->instance;
    for (size_t i = 0; instance && i < instance->descriptor->output_count; i++) {
        if (instance->variables[instance->descriptor->outputs[i].declared.slot] != variable) continue;
        const struct lb_input *input = input_of(instance, variable);
        if (!input || !input->required) return step;
    }
    for (size_t i = 0; i < step->child_count; i++) {
        const struct lbh_step *found = find_producer(&step->children[i], variable);
        if (found) return found;
    }
    return NULL;
}

static void report_missing(struct walk *walk, const struct lbh_step *step, size_t index)
{
    const struct lbh_variable *variable = &walk->plan->graph->variables[index];
    const struct lbh_step *later = find_producer(&walk->plan->graph->root, index);
    const struct lbh_step *loop = loop_around(step);
    const size_t first = lbh_diag_count(walk->diag);
    if (!later) {
        walk->plan->graph->missing_inputs++;
        lbh_diag_add(walk->diag, LBH_ERR_INVALID, "missing input: \"%s\" is required, and nobody gives it", variable->name);
        lbh_diag_mend(walk->diag, "give it in \"inputs\", pass --set %s=..., or add a block that makes it", variable->name);
    } else if (loop && is_within(later, loop)) {
        lbh_diag_add(walk->diag, LBH_ERR_INVALID,
                     "missing first value: \"%s\" is made by \"%s\", later in the same loop, and has no value before the first "
                     "iteration",
                     variable->name, later->instance->path);
        lbh_diag_mend(walk->diag, "give its first value in \"inputs\", or move \"%s\" before \"%s\"", later->instance->path,
                      step->instance->path);
    } else {
        lbh_diag_add(walk->diag, LBH_ERR_INVALID,
                     "producer comes too late: \"%s\" is made by \"%s\", which runs after this block", variable->name,
                     later->instance->path);
        lbh_diag_mend(walk->diag, "move \"%s\" before \"%s\"", later->instance->path, step->instance->path);
    }
    lbh_failure_blame(step->instance, "", walk->diag, first);
}

static void check_inputs(struct walk *walk, const struct lbh_step *step)
{
    const struct lbh_instance *instance = step->instance;
    for (size_t i = 0; i < instance->descriptor->input_count; i++) {
        const struct lb_input *input = &instance->descriptor->inputs[i].declared;
        if (!input->name) continue;
        const size_t index = instance->variables[input->slot];
        struct flow *flow = &walk->flows[index];
        flow->reader = step;
        if (!input->required || flow->available || flow->reported) continue;
        flow->reported = true; /* whoever else lacks it is helped by the same mend */
        report_missing(walk, step, index);
    }
}

/* Notes an output that a block before this one in some loop reads: its value is carried into the next iteration. */
static void note_carried(struct walk *walk, const struct lbh_step *step, const struct lbh_step *reader, size_t output)
{
    struct lbh_instance *instance = step->instance;
    const struct lbh_step *loop = reader && reader != step ? loop_around(step) : NULL;
    while (loop && !is_within(reader, loop)) loop = loop_around(loop);
    if (!loop) return;
    if (!instance->carried) instance->carried = calloc(instance->descriptor->output_count, sizeof *instance->carried);
    if (instance->carried)
        instance->carried[output].is_carried = true;
    else
        walk->no_memory = true;
}

static void note_outputs(struct walk *walk, const struct lbh_step *step)
{
    const struct lbh_instance *instance = step->instance;
    for (size_t i = 0; i < instance->descriptor->output_count; i++) {
        const size_t index = instance->variables[instance->descriptor->outputs[i].declared.slot];
        struct flow *flow = &walk->flows[index];
        if (flow->producer && !flow->reported && !input_of(instance, index) && !are_alternatives(flow->producer, step)) {
            const char *name = walk->plan->graph->variables[index].name;
            const size_t first = lbh_diag_count(walk->diag);
            lbh_diag_add(walk->diag, LBH_ERR_INVALID, "output made twice: \"%s\" is made by \"%s\" and overwritten here unread",
                         name, flow->producer->instance->path);
            lbh_diag_mend(walk->diag, "give one of them another name with \"map\", or declare it as an input here too");
            lbh_failure_blame(instance, "", walk->diag, first);
        }
        note_carried(walk, step, flow->reader, i);
        flow->producer = step;
        flow->available = true;
    }
}

/* Refuses a case whose trigger no block and nobody else could set. */
static void check_trigger(struct walk *walk, const struct lbh_step *step)
{
    char near[256] = "";
    if (!step->node->when || step->trigger != SIZE_MAX) return;
    const size_t first = lbh_diag_count(walk->diag);
    const char **names = calloc(walk->plan->graph->variable_count + 1, sizeof *names);
    for (size_t i = 0; names && i < walk->plan->graph->variable_count; i++) names[i] = walk->plan->graph->variables[i].name;
    lbh_diag_add(walk->diag, LBH_ERR_INVALID, "unknown trigger: no block knows \"%s\"", step->node->when);
    if (names) lbh_nearest_text(step->node->when, names, walk->plan->graph->variable_count, near, sizeof near);
    if (*near) lbh_diag_mend(walk->diag, "%s", near);
    free(names);
    lbh_links_locate(walk->plan, step->node->json_path, ".when", walk->diag, first);
}

/* `skipped`: within a case whose trigger nobody sets. What it lacks is not missed; what it makes may be there in another run. */
static void walk_step(struct walk *walk, const struct lbh_step *step, bool skipped)
{
    check_trigger(walk, step);
    skipped |= step->trigger != SIZE_MAX && !walk->flows[step->trigger].available;
    if (step->instance && !skipped) check_inputs(walk, step);
    for (size_t i = 0; i < step->child_count; i++) walk_step(walk, &step->children[i], skipped);
    if (step->instance) note_outputs(walk, step);
}

/* Refuses outputs that no block knows. */
static void check_outputs(struct walk *walk)
{
    const struct lbh_manifest *manifest = walk->plan->graph->manifest;
    for (size_t i = 0; i < walk->plan->output_count; i++) {
        char near[256] = "";
        const char *name = walk->plan->outputs[i];
        const size_t first = lbh_diag_count(walk->diag);
        if (lbh_plan_find(walk->plan, name)) continue;
        const bool by_manifest = i < manifest->output_count;
        lbh_diag_add(walk->diag, by_manifest ? LBH_ERR_INVALID : LBH_ERR_USAGE, "unknown output: no block makes \"%s\"", name);
        const char **names = calloc(walk->plan->graph->variable_count + 1, sizeof *names);
        for (size_t k = 0; names && k < walk->plan->graph->variable_count; k++) names[k] = walk->plan->graph->variables[k].name;
        if (names) lbh_nearest_text(name, names, walk->plan->graph->variable_count, near, sizeof near);
        if (*near) lbh_diag_mend(walk->diag, "%s", near);
        free(names);
        char place[32];
        snprintf(place, sizeof place, "outputs[%zu]", i);
        if (by_manifest) lbh_links_locate(walk->plan, place, "", walk->diag, first);
    }
}

bool lbh_dataflow_check(struct lbh_plan *plan, struct lbh_diag *diag)
{
    struct walk walk = {plan, diag, calloc(plan->graph->variable_count + 1, sizeof *walk.flows), false};
    if (!walk.flows) return false;
    for (size_t i = 0; i < plan->graph->variable_count; i++)
        walk.flows[i].available = plan->graph->variables[i].origin != LBH_ORIGIN_NONE;
    walk_step(&walk, &plan->graph->root, false);
    check_outputs(&walk);
    free(walk.flows);
    return !walk.no_memory;
}
