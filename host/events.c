/* SPDX-License-Identifier: MIT */
/* Telling listeners, and taking down positions. */
#include "events.h"

#include <stdlib.h>
#include <string.h>

#include "turn.h"

/* Positions that a listener may still look at: he has made the pipeline deeper himself. */
struct outgrown {
    struct outgrown *next;
    struct lbh_loop_position *now;
    struct lbh_loop_position *where;
};

struct lbh_events {
    struct lbh_pipeline *pipeline;
    const struct lbh_subscription *subscriptions;
    size_t subscription_count;
    uint32_t mask;
    size_t depth;
    struct lbh_loop_position *now; /* [depth]: filled for each event */
    struct lbh_loop_position *where;
    struct outgrown *outgrown;
    size_t where_count;
};

static size_t depth_of(const struct lbh_step *step)
{
    size_t deepest = 0;
    for (size_t i = 0; i < step->child_count; i++) {
        const size_t depth = depth_of(&step->children[i]);
        if (depth > deepest) deepest = depth;
    }
    return deepest + (step->loop != NULL);
}

struct lbh_events *lbh_events_new(const struct lbh_plan *plan)
{
    struct lbh_events *events = calloc(1, sizeof *events);
    if (!events) return NULL;
    if (lbh_events_make_room(events, &plan->graph->root)) return events;
    lbh_events_free(events);
    return NULL;
}

bool lbh_events_make_room(struct lbh_events *events, const struct lbh_step *root)
{
    const size_t depth = depth_of(root);
    if (events->now && depth <= events->depth) return true;
    struct lbh_loop_position *now = calloc(depth + 1, sizeof *now), *where = calloc(depth + 1, sizeof *where);
    struct outgrown *outgrown = malloc(sizeof *outgrown);
    if (!now || !where || !outgrown) {
        free(now);
        free(where);
        free(outgrown);
        return false;
    }
    if (events->where_count) memcpy(where, events->where, events->where_count * sizeof *where);
    *outgrown = (struct outgrown){events->outgrown, events->now, events->where};
    events->outgrown = outgrown;
    events->now = now;
    events->where = where;
    events->depth = depth;
    return true;
}

void lbh_events_free(struct lbh_events *events)
{
    if (!events) return;
    for (struct outgrown *next, *at = events->outgrown; at; at = next) {
        next = at->next;
        free(at->now);
        free(at->where);
        free(at);
    }
    free(events->now);
    free(events->where);
    free(events);
}

void lbh_events_set_listeners(struct lbh_events *events, struct lbh_pipeline *pipeline,
                              const struct lbh_subscription *subscriptions, size_t count)
{
    events->pipeline = pipeline;
    events->subscriptions = subscriptions;
    events->subscription_count = count;
    events->mask = 0;
    for (size_t i = 0; i < count; i++) events->mask |= subscriptions[i].events;
}

uint32_t lbh_events_mask(const struct lbh_events *events)
{
    return events->mask;
}

/* Takes down a loop and those around it, outermost first. Returns how many. */
static size_t take_positions(const struct lbh_loop *loop, struct lbh_loop_position *positions)
{
    size_t count = 0, index;
    for (const struct lbh_loop *at = loop; at; at = at->body.outer) count++;
    index = count;
    for (const struct lbh_loop *at = loop; at; at = at->body.outer) {
        const struct lbh_instance *wrapper = at->body.step->instance;
        positions[--index] = (struct lbh_loop_position){.path = wrapper->path,
                                                        .iterations = at->iterations,
                                                        .done = wrapper->state.progress_done,
                                                        .total = wrapper->state.progress_total,
                                                        .arguments = at->arguments,
                                                        .argument_count = wrapper->descriptor->pass_count};
    }
    return count;
}

void lbh_events_emit(struct lbh_plan *plan, uint32_t kind, const char *path, lb_status status, struct lbh_loop *loop)
{
    struct lbh_events *events = plan->events;
    if (!(events->mask & kind)) return;
    const struct lbh_event event = {
        .kind = kind, .status = status, .path = path, .loops = events->now, .loop_count = take_positions(loop, events->now)};
    const uint32_t boundaries =
        LBH_EVENT_RUN_BEGIN | LBH_EVENT_RUN_END | LBH_EVENT_ITERATION_BEGIN | LBH_EVENT_ITERATION_END | LBH_EVENT_PROGRESS;
    lbh_turn_begin_telling(plan, loop, kind & boundaries);
    for (size_t i = 0; i < events->subscription_count; i++) {
        const struct lbh_subscription *subscription = &events->subscriptions[i];
        if ((subscription->events & kind) && subscription->listener(subscription->user, events->pipeline, &event) != 0)
            atomic_fetch_or(&plan->pending, LBH_PENDING_STOP);
    }
    lbh_turn_end_telling(plan);
}

void lbh_events_note_where(struct lbh_plan *plan, const struct lbh_loop *loop)
{
    if (plan->events->where_count == 0) plan->events->where_count = take_positions(loop, plan->events->where);
}

void lbh_events_forget_where(struct lbh_events *events)
{
    events->where_count = 0;
}

const struct lbh_loop_position *lbh_events_where(const struct lbh_events *events, size_t *count)
{
    *count = events->where_count;
    return events->where;
}
