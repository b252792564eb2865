/* SPDX-License-Identifier: MIT */
/* Finding out what is new, building it, and telling where the loops differ. */
#include "draft.h"

#include <stdlib.h>
#include <string.h>

#include "instance.h"
#include "loop_setup.h"
#include "moves.h"
#include "turn.h"

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

static const struct lbh_replacement *find_replacement(const struct lbh_replacement *replacements, size_t count,
                                                      const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(replacements[i].path, path) == 0) return &replacements[i];
    return NULL;
}

/* Says what becomes of a place: `running` stands there now. */
static bool add_item(struct lbh_revision *revision, const char *path, struct lbh_instance *running,
                     const struct lbh_replacement *replacement, bool drawn_in)
{
    const struct lbh_library *library = replacement ? replacement->library : NULL;
    const bool creates = replacement || drawn_in || !running;
    if (!library && running && !running->foreign) library = running->library;
    const struct lbh_revision_item item = {.path = path,
                                           .library = library,
                                           .running = running,
                                           .adopts = creates ? NULL : running,
                                           .creates = creates,
                                           .is_new = replacement};
    return lbh_revision_add(revision, item);
}

/* Whether a running block calls a component that is made anew. */
static bool uses_new(const struct lbh_revision *revision, const struct lbh_instance *running)
{
    for (size_t i = 0; running->used && i < running->descriptor->component_count; i++) {
        const struct lbh_revision_item *item = running->used[i] ? lbh_revision_find(revision, running->used[i]->path) : NULL;
        if (item && item->creates) return true;
    }
    return false;
}

static bool add_node(struct lbh_draft *draft, const struct lbh_map *paths, const struct lbh_node *node,
                     const struct lbh_replacement *replacements, size_t count)
{
    if (node->use || node->foreign) {
        const size_t *index = lbh_map_find(paths, node->path);
        struct lbh_instance *running = index ? draft->live->graph->blocks[*index] : NULL;
        if (!add_item(&draft->revision, node->path, running, find_replacement(replacements, count, node->path),
                      running && uses_new(&draft->revision, running)))
            return false;
    }
    for (size_t i = 0; i < node->child_count; i++)
        if (!add_node(draft, paths, &node->children[i], replacements, count)) return false;
    return true;
}

/* Lists all places of the new manifest, and all first values of the running pipeline. */
static bool revise(struct lbh_draft *draft, const struct lbh_replacement *replacements, size_t count)
{
    const struct lbh_graph *running = draft->live->graph;
    const struct lbh_manifest *manifest = draft->plan.graph->manifest;
    struct lbh_map paths = {0};
    bool fine = true;
    for (size_t i = 0; i < running->block_count && fine; i++) fine = lbh_map_put(&paths, running->blocks[i]->path, i);
    for (size_t i = 0; i < manifest->component_count && fine; i++) {
        const char *name = manifest->components[i].name;
        const size_t *index = lbh_map_find(&running->component_names, name);
        fine = add_item(&draft->revision, name, index ? running->components[*index] : NULL,
                        find_replacement(replacements, count, name), false);
    }
    fine = fine && add_node(draft, &paths, &manifest->root, replacements, count);
    lbh_turn_lock_settings(draft->live);
    for (size_t i = 0; i < running->variable_count && fine; i++) {
        struct lbh_variable *variable = &running->variables[i];
        const bool has_value = variable->initial.element != LB_TYPE_NONE;
        const struct lbh_revision_value value = {variable->name, variable->origin, has_value ? &variable->initial : NULL,
                                                 variable->type, variable->cell};
        fine = lbh_revision_add_value(&draft->revision, value);
    }
    lbh_turn_unlock_settings(draft->live);
    lbh_map_fini(&paths);
    return fine;
}

static bool same_group(const struct lbh_instance *a, const struct lbh_instance *b)
{
    if (!a->group_first || !b->group_first) return a->group_first == b->group_first;
    const size_t slots = a->descriptor->slot_count;
    if (memcmp(a->group_first, b->group_first, (slots + 1) * sizeof *a->group_first) != 0) return false;
    for (size_t i = 0; i < a->group_first[slots]; i++)
        if (a->group_members[i].cell != b->group_members[i].cell) return false;
    return true;
}

/* Whether an instance can stay as it is: it would see the same cells. */
static bool fits(const struct lbh_draft *draft, const struct lbh_instance *name)
{
    const struct lbh_instance *running = name->adopts;
    for (uint32_t slot = 0; slot < name->descriptor->slot_count; slot++)
        if (lbh_instance_shares(name, slot) && draft->plan.graph->variables[name->variables[slot]].cell != running->cells[slot])
            return false;
    return same_group(name, running);
}

/* Finds a running instance that cannot stay as it is; null: there is none. */
static const struct lbh_instance *find_misfit(const struct lbh_draft *draft)
{
    for (size_t i = 0; i < draft->plan.graph->block_count; i++) {
        const struct lbh_instance *name = draft->plan.graph->blocks[i];
        if (name->adopts && !fits(draft, name)) return name;
    }
    return NULL;
}

/* Notes which step of the running graph stands where: paths tell. */
static bool note_steps(struct lbh_map *paths, struct lbh_step **steps, size_t *count, struct lbh_step *step)
{
    steps[*count] = step;
    if (!lbh_map_put(paths, step->node->path, (*count)++)) return false;
    for (size_t i = 0; i < step->child_count; i++)
        if (!note_steps(paths, steps, count, &step->children[i])) return false;
    return true;
}

static size_t count_steps(const struct lbh_step *step)
{
    size_t count = 1;
    for (size_t i = 0; i < step->child_count; i++) count += count_steps(&step->children[i]);
    return count;
}

static void find_before(struct lbh_step *step, const struct lbh_map *paths, struct lbh_step *const *steps,
                        struct lbh_plan *live)
{
    const size_t *index = lbh_map_find(paths, step->node->path);
    step->before = index && steps[*index]->node->kind == step->node->kind ? steps[*index] : NULL;
    step->plan = live;
    for (size_t i = 0; i < step->child_count; i++) find_before(&step->children[i], paths, steps, live);
}

static bool relate_steps(struct lbh_draft *draft)
{
    struct lbh_step *root = &draft->live->graph->root;
    struct lbh_step **steps = calloc(count_steps(root), sizeof(struct lbh_step *));
    struct lbh_map paths = {0};
    size_t count = 0;
    const bool fine = steps && note_steps(&paths, steps, &count, root);
    if (fine) find_before(&draft->plan.graph->root, &paths, steps, draft->live);
    lbh_map_fini(&paths);
    free(steps);
    return fine;
}

/* Whether two calls are the same, but for the graph that they belong to. */
static bool is_same(const struct lbh_step *step, const struct lbh_step *other)
{
    if (step->node->kind != other->node->kind || step->instance != other->instance) return false;
    if (step->node->kind == LBH_NODE_LOOP) return true; /* its own body is compared by itself */
    if (step->child_count != other->child_count) return false;
    for (size_t i = 0; i < step->child_count; i++)
        if (!is_same(&step->children[i], &other->children[i])) return false;
    return true;
}

const struct lbh_body *lbh_span_new_body(const struct lbh_span *span)
{
    return span->old_loop ? &span->step->loop->body : span->step->exchanged;
}

const struct lbh_body *lbh_span_old_body(const struct lbh_span *span, bool published)
{
    if (span->old_loop) return &span->old_loop->body;
    return published ? span->step->exchanged : &span->step->loop->body;
}

/* Finds the loop that a new wrapper will take over, if it passes the same arguments: then the old calls can be made for it. */
static struct lbh_loop *find_old_loop(const struct lbh_step *step)
{
    const struct lbh_instance *before = step->loop && step->before ? step->before->instance : NULL;
    if (!before || !before->loop) return NULL;
    const struct lbh_descriptor *old = before->descriptor, *new = step->instance->descriptor;
    if (old->pass_count != new->pass_count || old->passes_size != new->passes_size) return NULL;
    for (size_t i = 0; i < new->pass_count; i++) {
        const struct lb_pass *a = &old->passes[i].declared, *b = &new->passes[i].declared;
        if (a->offset != b->offset || strcmp(a->name, b->name) != 0 || strcmp(a->type, b->type) != 0) return NULL;
    }
    return before->loop;
}

static bool compare_bodies(struct lbh_draft *draft, struct lbh_step *step)
{
    for (size_t i = 0; i < step->child_count; i++)
        if (!compare_bodies(draft, &step->children[i])) return false;
    struct lbh_span span = {.step = step};
    if (!step->exchanged && !(span.old_loop = find_old_loop(step))) return true;
    const struct lbh_body *new_body = lbh_span_new_body(&span), *old_body = lbh_span_old_body(&span, false);
    const size_t new_count = new_body->call_count, old_count = old_body->call_count;
    const size_t least = new_count < old_count ? new_count : old_count;
    size_t first = 0, last = 0;
    while (first < least && is_same(new_body->calls[first].step, old_body->calls[first].step)) first++;
    while (last < least - first &&
           is_same(new_body->calls[new_count - 1 - last].step, old_body->calls[old_count - 1 - last].step))
        last++;
    if (first + last == new_count && first + last == old_count) return true;
    struct lbh_span *grown = realloc(draft->spans, (draft->span_count + 1) * sizeof *grown);
    if (!grown) return false;
    draft->spans = grown;
    span.first = first;
    span.new_count = new_count - first - last;
    span.old_count = old_count - first - last;
    grown[draft->span_count++] = span;
    return true;
}

static bool add_fresh(struct lbh_draft *draft, struct lbh_instance *instance, struct lbh_step *step)
{
    struct lbh_fresh *grown = realloc(draft->fresh, (draft->fresh_count + 1) * sizeof *grown);
    if (!grown) return false;
    draft->fresh = grown;
    struct lbh_fresh *fresh = &grown[draft->fresh_count++];
    *fresh = (struct lbh_fresh){.instance = instance, .step = step};
    if (step && step->before) fresh->predecessor = step->before->instance;
    for (size_t i = 0; instance->used && i < instance->descriptor->component_count; i++) {
        const struct lbh_instance *component = instance->used[i];
        fresh->waits |= component && component->plan == draft->live && !(component->descriptor->flags & LB_FLAG_ANY_THREAD);
    }
    fresh->waits |= instance->descriptor->flags & LB_FLAG_ONE_THREAD;
    return true;
}

static bool list_fresh_blocks(struct lbh_draft *draft, struct lbh_step *step)
{
    if (step->instance && step->instance->plan == &draft->plan && !add_fresh(draft, step->instance, step)) return false;
    for (size_t i = 0; i < step->child_count; i++)
        if (!list_fresh_blocks(draft, &step->children[i])) return false;
    return true;
}

static bool list_fresh(struct lbh_draft *draft)
{
    const struct lbh_graph *graph = draft->plan.graph, *running = draft->live->graph;
    for (size_t i = 0; i < graph->component_count; i++) {
        struct lbh_instance *component = graph->components[i];
        if (component->plan != &draft->plan) continue;
        if (!add_fresh(draft, component, NULL)) return false;
        const size_t *index = lbh_map_find(&running->component_names, component->path);
        if (index) draft->fresh[draft->fresh_count - 1].predecessor = running->components[*index];
    }
    return list_fresh_blocks(draft, &draft->plan.graph->root);
}

/* Refuses a second instance of what allows one. */
static void check_single(const struct lbh_draft *draft, struct lbh_diag *diag)
{
    const struct lbh_graph *running = draft->live->graph;
    for (size_t i = 0; i < draft->fresh_count; i++) {
        const struct lbh_instance *instance = draft->fresh[i].instance;
        if (!(instance->descriptor->flags & LB_FLAG_ONE_INSTANCE)) continue;
        for (size_t k = 0; k < running->block_count + running->component_count; k++) {
            const struct lbh_instance *other =
                k < running->block_count ? running->blocks[k] : running->components[k - running->block_count];
            if (other->library != instance->library) continue;
            lbh_diag_add(diag, LBH_ERR_INVALID,
                         "\"%s\" allows one instance, and the one at \"%s\" would run beside the new one",
                         instance->descriptor->name, other->path);
            lbh_diag_mend(diag, "stop the pipeline and start it with the new one");
            break;
        }
    }
}

/* Reads the manifest and lists what would be new. */
static enum lbh_status outline(struct lbh_draft *draft, const char *manifest, const struct lbh_replacement *replacements,
                               size_t count, struct lbh_diag *diag)
{
    const struct lbh_manifest *running = draft->live->graph->manifest;
    struct lbh_manifest *parsed = NULL;
    const enum lbh_status status = lbh_manifest_parse(running->file, manifest, strlen(manifest), &parsed, diag);
    if (status != LBH_OK) return status;
    lbh_manifest_show_in(parsed, running->text);
    if (!(draft->plan.graph = lbh_graph_new(parsed)) || !revise(draft, replacements, count)) return no_memory(diag);
    return LBH_OK;
}

enum lbh_status lbh_draft_outline(struct lbh_draft *draft, struct lbh_plan *live, const char *manifest,
                                  const struct lbh_replacement *replacements, size_t count, struct lbh_diag *diag)
{
    *draft = (struct lbh_draft){.live = live, .plan = {.host = live->host, .home = live, .arena = live->arena}};
    return outline(draft, manifest, replacements, count, diag);
}

/* One attempt: it comes to LBH_OK with a misfit where a running instance was to be adopted and cannot. */
static enum lbh_status attempt(struct lbh_draft *draft, const char *manifest, const struct lbh_replacement *replacements,
                               size_t count, const struct lbh_instance **misfit, struct lbh_diag *diag)
{
    const struct lbh_plan *live = draft->live;
    struct lbh_plan *plan = &draft->plan;
    enum lbh_status status = outline(draft, manifest, replacements, count, diag);
    if (status != LBH_OK) return status;
    lbh_turn_lock_settings(draft->live);
    plan->outputs = live->outputs;
    plan->output_count = live->output_count;
    status = lbh_plan_build(plan, diag);
    plan->outputs = NULL;
    lbh_turn_unlock_settings(draft->live);
    if (status != LBH_OK) return status;
    *misfit = find_misfit(draft);
    if (*misfit) return LBH_OK;
    status = lbh_plan_link(plan, diag);
    if (status != LBH_OK) return status;
    if (!relate_steps(draft) || !compare_bodies(draft, &plan->graph->root) || !list_fresh(draft)) return no_memory(diag);
    const size_t first = lbh_diag_count(diag);
    check_single(draft, diag);
    draft->created = lbh_diag_count(diag) == first;
    for (size_t i = 0; i < draft->fresh_count; i++)
        if (draft->fresh[i].predecessor && !(draft->fresh[i].moves = lbh_moves_new(&draft->fresh[i], diag)))
            return lbh_diag_count(diag) > first ? LBH_ERR_INVALID : no_memory(diag);
    return lbh_diag_count(diag) > first ? LBH_ERR_INVALID : LBH_OK;
}

static void drop(struct lbh_draft *draft)
{
    for (size_t i = 0; i < draft->fresh_count; i++) lbh_moves_free(draft->fresh[i].moves);
    free(draft->fresh);
    free(draft->spans);
    lbh_graph_free(&draft->plan, draft->plan.graph);
    lbh_revision_fini(&draft->revision);
    draft->plan.graph = NULL;
    draft->fresh = NULL;
    draft->spans = NULL;
    draft->fresh_count = draft->span_count = 0;
}

enum lbh_status lbh_draft_build(struct lbh_draft *draft, struct lbh_plan *live, const char *manifest,
                                const struct lbh_replacement *replacements, size_t count, struct lbh_diag *diag)
{
    struct lbh_plan plan = {.host = live->host,
                            .home = live,
                            .revision = &draft->revision,
                            .creates = true,
                            .arena = live->arena,
                            .overrides = draft->plan.overrides,
                            .override_count = draft->plan.override_count};
    struct lbh_replacement *all = malloc((count + live->graph->block_count + 1) * sizeof *all);
    if (!all) return no_memory(diag);
    if (count) memcpy(all, replacements, count * sizeof *all);
    enum lbh_status status;
    for (;;) {
        const struct lbh_instance *misfit = NULL;
        draft->live = live;
        draft->plan = plan;
        status = attempt(draft, manifest, all, count, &misfit, diag);
        if (status != LBH_OK || !misfit) break;
        all[count++] = (struct lbh_replacement){misfit->adopts->path, NULL, NULL};
        drop(draft);
    }
    free(all);
    return status;
}

void lbh_draft_free(struct lbh_draft *draft)
{
    drop(draft);
}
