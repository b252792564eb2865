/* SPDX-License-Identifier: MIT */
/* Events: who listens, what is told, and which loops are running. */
#ifndef LBH_EVENTS_H
#define LBH_EVENTS_H

#include "loop.h"

struct lbh_events;

/* Makes room for the positions of all loops that can run within each other. Null when out of memory. */
struct lbh_events *lbh_events_new(const struct lbh_plan *plan);
void lbh_events_free(struct lbh_events *events);

/* Makes more room where loops of another tree nest deeper. At a boundary. */
bool lbh_events_make_room(struct lbh_events *events, const struct lbh_step *root);

/* A listener as the caller added it. */
struct lbh_subscription {
    uint32_t events;
    lbh_listener listener;
    void *user;
};

/* Sets who listens. The array is borrowed; `pipeline` is what listeners are given. */
void lbh_events_set_listeners(struct lbh_events *events, struct lbh_pipeline *pipeline,
                              const struct lbh_subscription *subscriptions, size_t count);

/* Returns all kinds that somebody listens to. */
uint32_t lbh_events_mask(const struct lbh_events *events);

/* Tells the listeners of a kind; `loop` is the innermost running one, or null. A listener that refuses stops the run. */
void lbh_events_emit(struct lbh_plan *plan, uint32_t kind, const char *path, lb_status status, struct lbh_loop *loop);

/* Remembers which loops are running, the first time this is asked for in a run: that is where it was stopped. */
void lbh_events_note_where(struct lbh_plan *plan, const struct lbh_loop *loop);
void lbh_events_forget_where(struct lbh_events *events);
const struct lbh_loop_position *lbh_events_where(const struct lbh_events *events, size_t *count);

#endif
