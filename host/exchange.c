/* SPDX-License-Identifier: MIT */
/* All that is exchanged is a pointer or two in each place, so that doing it twice undoes it. */
#include "exchange.h"

#include "events.h"
#include "instance.h"
#include "loop_setup.h"
#include "moves.h"
#include "observe.h"

bool lbh_exchange_may(const struct lbh_exchange *exchange, const struct lbh_loop *loop)
{
    const struct lbh_draft *draft = exchange->draft;
    /* A wrapper whose loop has just ended has still to return. */
    for (size_t i = 0; loop && (loop->attention & LBH_ATTENTION_ENDED) && i < draft->fresh_count; i++)
        if (draft->fresh[i].predecessor && draft->fresh[i].predecessor->loop == loop) return false;
    for (const struct lbh_loop *outer = loop ? loop->body.outer : NULL; outer; outer = outer->body.outer) {
        for (size_t i = 0; i < draft->span_count; i++)
            if (draft->spans[i].step->loop == outer) return false;
        for (size_t i = 0; i < draft->fresh_count; i++)
            if (draft->fresh[i].predecessor && draft->fresh[i].predecessor->loop == outer) return false;
    }
    return true;
}

static bool runs(const struct lbh_step *step)
{
    return step && step->loop && !(step->loop->attention & LBH_ATTENTION_ENDED);
}

/* Whether a step of the draft lies in a loop that runs, in cases that were chosen. */
static bool lives(const struct lbh_step *step)
{
    const struct lbh_step *top = NULL;
    for (const struct lbh_step *at = step; at; at = at->parent)
        if (at->node->kind == LBH_NODE_LOOP) top = at;
    if (!top || !runs(top->before)) return false;
    for (const struct lbh_step *at = step; at != top; at = at->parent) {
        if (at->parent->node->kind != LBH_NODE_SELECT) continue;
        const struct lbh_step *select = at->parent->before ? at->parent->before : at->parent;
        const struct lbh_step *found = at->parent->before ? at->before : at;
        if (select->chosen == SIZE_MAX || &select->children[select->chosen] != found) return false;
    }
    return true;
}

/* Chooses the cases of selects that are new: they may stand in a loop that has been entered already. */
static void choose(const struct lbh_draft *draft, struct lbh_step *step)
{
    if (step->node->kind == LBH_NODE_SELECT && !step->before) {
        step->chosen = SIZE_MAX;
        for (size_t i = 0; i < step->child_count && step->chosen == SIZE_MAX; i++) {
            const struct lbh_step *child = &step->children[i];
            const struct lbh_variable *trigger = child->node->when ? &draft->plan.graph->variables[child->trigger] : NULL;
            if (!trigger || (trigger->cell->slot.flags & LB_SLOT_SET)) step->chosen = i;
        }
    }
    for (size_t i = 0; i < step->child_count; i++) choose(draft, &step->children[i]);
}

static void look(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop)
{
    struct lbh_exchange *exchange = (struct lbh_exchange *)((char *)task - offsetof(struct lbh_exchange, look));
    (void)plan, (void)loop;
    exchange->seen_whole = lbh_snapshot_take(&exchange->shadow.seen);
    choose(exchange->draft, &exchange->draft->plan.graph->root);
    for (size_t i = 0; i < exchange->draft->fresh_count; i++) {
        struct lbh_fresh *fresh = &exchange->draft->fresh[i];
        fresh->lives = fresh->step && lives(fresh->step);
    }
    if (exchange->looked) exchange->looked(exchange, exchange->user);
}

/* Whether what was prepared is what is needed now. */
static bool is_stale(const struct lbh_exchange *exchange)
{
    const struct lbh_draft *draft = exchange->draft;
    bool any = false;
    for (size_t i = 0; i < draft->fresh_count; i++) {
        const struct lbh_fresh *fresh = &draft->fresh[i];
        if (fresh->step && fresh->lives != lives(fresh->step)) return true;
        any |= fresh->lives;
    }
    return any && !lbh_shadow_is_current(&exchange->shadow);
}

/* Instances that stay get the variables of the other graph, which number them differently. */
static void exchange_variables(struct lbh_step *step)
{
    if (step->name) {
        struct lbh_instance *instance = step->instance, *name = step->name;
        size_t *variables = instance->variables;
        struct lbh_carried *carried = instance->carried;
        instance->variables = name->variables;
        instance->carried = name->carried;
        name->variables = variables;
        name->carried = carried;
        /* The same cells under the same names; but the names are the graph's. */
        struct lbh_group_member *members = instance->group_members;
        instance->group_members = name->group_members;
        name->group_members = members;
    }
    for (size_t i = 0; i < step->child_count; i++) exchange_variables(&step->children[i]);
}

/* Keeps the cases that were chosen when the running loops were entered. */
static void keep_choices(struct lbh_step *step)
{
    const struct lbh_step *before = step->node->kind == LBH_NODE_SELECT ? step->before : NULL;
    for (size_t i = 0; before && before->chosen != SIZE_MAX && i < step->child_count; i++)
        if (step->children[i].before == &before->children[before->chosen]) step->chosen = i;
    for (size_t i = 0; i < step->child_count; i++) keep_choices(&step->children[i]);
}

static struct lbh_step *find_after(struct lbh_step *step, const struct lbh_step *before)
{
    if (step->before == before) return step;
    for (size_t i = 0; i < step->child_count; i++) {
        struct lbh_step *found = find_after(&step->children[i], before);
        if (found) return found;
    }
    return NULL;
}

/* Exchanges everything but the states. `root` is the draft's, wherever its graph is now. */
static void exchange_graphs(struct lbh_exchange *exchange, struct lbh_step *root)
{
    struct lbh_plan *live = exchange->draft->live, *draft = &exchange->draft->plan;
    struct lbh_graph *const graph = live->graph;
    struct lbh_config_override *const overrides = live->overrides;
    const size_t override_count = live->override_count;
    lbh_turn_lock_settings(live);
    live->graph = draft->graph;
    draft->graph = graph;
    live->overrides = draft->overrides;
    live->override_count = draft->override_count;
    draft->overrides = overrides;
    draft->override_count = override_count;
    lbh_turn_unlock_settings(live);
    exchange_variables(root);
    lbh_loops_exchange(root);
}

/* A wrapper takes over from one that runs: that one is told to return. */
static bool hand_over(struct lbh_loop *loop, struct lbh_loop *successor)
{
    if (!loop || !successor || (loop->attention & LBH_ATTENTION_ENDED)) return false;
    loop->successor = successor;
    loop->status = LB_HANDOVER;
    loop->attention |= LBH_ATTENTION_ENDED;
    return true;
}

static struct lbh_fresh *find_wrapper(const struct lbh_exchange *exchange)
{
    struct lbh_fresh *fresh = exchange->draft->fresh;
    while (fresh->instance->loop != exchange->handover) fresh++;
    return fresh;
}

static void take_back(struct lbh_fresh *fresh)
{
    lbh_moves_backward(fresh);
    lbh_moves_exchange(fresh);
    fresh->gave_back = true;
}

/*
 * A wrapper works on its states until it returns: after the step at whose end it was told to. So they change hands only then; what
 * was migrated before, to see whether it can be, is migrated again.
 */
static void give_states_over(void *user)
{
    struct lbh_exchange *exchange = user;
    lbh_moves_forward(find_wrapper(exchange), NULL);
    lbh_moves_exchange(find_wrapper(exchange));
    if (exchange->taken_over) exchange->taken_over(exchange, exchange->user);
}

static void take_states_over(void *user)
{
    take_back(find_wrapper(user));
}

/* Values that are set in loops which stay are found out by a slow iteration. */
static void wake(struct lbh_step *step)
{
    if (runs(step)) step->loop->attention |= LBH_ATTENTION_FIRST;
    for (size_t i = 0; i < step->child_count; i++) wake(&step->children[i]);
}

static void put_in_place(struct lbh_exchange *exchange, struct lbh_step *at)
{
    struct lbh_draft *draft = exchange->draft;
    struct lbh_plan *live = draft->live;
    struct lbh_step *root = &draft->plan.graph->root;
    keep_choices(root);
    for (size_t i = 0; i < draft->fresh_count; i++) {
        struct lbh_instance *instance = draft->fresh[i].instance;
        instance->plan = live;
        if (draft->fresh[i].predecessor) instance->profile = draft->fresh[i].predecessor->profile;
        if (instance->loop) instance->loop->prepared_epoch = live->shape_epoch;
        const struct lbh_instance *predecessor = draft->fresh[i].predecessor;
        if (predecessor && hand_over(predecessor->loop, instance->loop)) {
            exchange->handover = instance->loop;
            predecessor->loop->relieved = give_states_over;
            predecessor->loop->relieved_user = exchange;
        } else {
            lbh_moves_exchange(&draft->fresh[i]);
        }
    }
    exchange_graphs(exchange, root);
    exchange->winner = live->graph;
    live->at = at;
    live->changes++;
}

static bool prepare_and_migrate(struct lbh_exchange *exchange)
{
    const struct lbh_draft *draft = exchange->draft;
    exchange->step = LBH_STEP_PREPARE;
    bool fine = lbh_shadow_prepare(&exchange->shadow, true, exchange->diag);
    fine = fine && lbh_shadow_make_text_room(&exchange->shadow, exchange->diag);
    for (size_t i = 0; fine && i < draft->fresh_count; i++) fine = lbh_moves_check(&draft->fresh[i], exchange->diag);
    if (fine) exchange->step = LBH_STEP_MIGRATE;
    for (size_t i = 0; fine && i < draft->fresh_count; i++) fine = lbh_moves_forward(&draft->fresh[i], exchange->diag);
    if (!fine) lbh_shadow_prepare_others(draft);
    return fine;
}

static bool publish_may(const struct lbh_task *task, const struct lbh_plan *plan, const struct lbh_loop *loop)
{
    (void)plan;
    const struct lbh_exchange *exchange =
        (const struct lbh_exchange *)((const char *)task - offsetof(struct lbh_exchange, publish));
    return lbh_exchange_may(exchange, loop);
}

static void publish(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop)
{
    struct lbh_exchange *exchange = (struct lbh_exchange *)((char *)task - offsetof(struct lbh_exchange, publish));
    lbh_ahead_fetch(&exchange->ahead);
    struct lbh_step *at = plan->at ? find_after(&exchange->draft->plan.graph->root, plan->at) : NULL;
    exchange->verdict = LBH_VERDICT_AT_WORK;
    if (plan->at && !at) return;
    exchange->verdict = LBH_VERDICT_STALE;
    if (is_stale(exchange)) return;
    exchange->verdict = LBH_VERDICT_REFUSED;
    if (!prepare_and_migrate(exchange)) return;
    if (!lbh_events_make_room(plan->events, &exchange->draft->plan.graph->root)) {
        exchange->step = LBH_STEP_PUBLISH;
        lbh_diag_add(exchange->diag, LBH_ERR_MEMORY, "out of memory");
        return;
    }
    if (plan->observed) lbh_observe_calls(&exchange->draft->plan.graph->root);
    exchange->verdict = LBH_VERDICT_PUBLISHED;
    exchange->was_running = plan->running;
    exchange->loop = loop ? loop->body.step->instance->path : NULL;
    exchange->iteration = loop ? loop->iterations : -1;
    exchange->outermost = !loop || !loop->body.outer;
    put_in_place(exchange, at);
    if (exchange->published) exchange->published(exchange, exchange->user);
}

bool lbh_exchange_begin(struct lbh_exchange *exchange, struct lbh_draft *draft, struct lbh_diag *diag)
{
    exchange->look = (struct lbh_task){.run = look};
    exchange->publish = (struct lbh_task){.may = publish_may, .run = publish};
    exchange->draft = draft;
    exchange->diag = diag;
    lbh_ahead_add_draft(&exchange->ahead, draft);
    return lbh_shadow_begin(&exchange->shadow, draft);
}

void lbh_exchange_fini(struct lbh_exchange *exchange)
{
    if (exchange->shadow.draft) lbh_shadow_fini(&exchange->shadow);
}

static void free_names(struct lbh_step *step)
{
    lbh_instance_free(step->name);
    step->name = NULL;
    for (size_t i = 0; i < step->child_count; i++) free_names(&step->children[i]);
}

void lbh_exchange_clean(struct lbh_exchange *exchange)
{
    if (!exchange->winner) return;
    lbh_loops_free_exchanged(&exchange->winner->root);
    free_names(&exchange->winner->root);
}

void lbh_exchange_take_states_back(struct lbh_exchange *exchange)
{
    struct lbh_draft *draft = exchange->draft;
    for (size_t i = 0; i < draft->fresh_count; i++) {
        const struct lbh_loop *loop = draft->fresh[i].instance->loop;
        const bool works = loop && loop == exchange->handover && !(loop->attention & LBH_ATTENTION_ENDED);
        if (!works && !draft->fresh[i].gave_back) take_back(&draft->fresh[i]);
    }
}

void lbh_exchange_back(struct lbh_exchange *exchange)
{
    struct lbh_draft *draft = exchange->draft;
    struct lbh_plan *live = draft->live;
    struct lbh_step *root = &live->graph->root;
    lbh_exchange_take_states_back(exchange);
    if (live->at) live->at = live->at->before;
    exchange_graphs(exchange, root);
    exchange->winner = NULL;
    for (size_t i = 0; i < draft->fresh_count; i++) {
        struct lbh_instance *instance = draft->fresh[i].instance, *predecessor = draft->fresh[i].predecessor;
        instance->plan = &draft->plan;
        if (!predecessor || !hand_over(instance->loop, predecessor->loop)) continue;
        instance->loop->relieved = take_states_over;
        instance->loop->relieved_user = exchange;
    }
    wake(&live->graph->root);
}
