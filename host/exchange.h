/* SPDX-License-Identifier: MIT */
/* Putting a draft in the place of what runs, between two iterations; and back. */
#ifndef LBH_EXCHANGE_H
#define LBH_EXCHANGE_H

#include "ahead.h"
#include "shadow.h"
#include "turn.h"

struct lbh_exchange;

/* What a trial does when there is a look at the state, and when the draft is in place. With the turn. */
typedef void (*lbh_exchange_hook)(struct lbh_exchange *exchange, void *user);

enum lbh_verdict {
    LBH_VERDICT_NONE,
    LBH_VERDICT_PUBLISHED,
    LBH_VERDICT_STALE,   /* the running pipeline has moved on: copy, prepare and ask again */
    LBH_VERDICT_REFUSED, /* `step` says in which step */
    LBH_VERDICT_AT_WORK  /* a step that is taken out is running */
};

struct lbh_exchange {
    struct lbh_task look;    /* ask for it: copies what the new blocks see, and notes which of them live */
    struct lbh_task publish; /* ask for it */
    struct lbh_draft *draft;
    struct lbh_shadow shadow;
    struct lbh_ahead ahead; /* of publish */
    struct lbh_diag *diag;
    lbh_exchange_hook looked;
    lbh_exchange_hook published;
    lbh_exchange_hook taken_over; /* the new wrapper is about to be called */
    void *user;
    bool seen_whole; /* by look */
    enum lbh_verdict verdict;
    struct lbh_graph *winner; /* null: it was not published, or taken back */
    enum lbh_change_step step;
    bool was_running; /* the pipeline, when it was published */
    const char *loop; /* at whose boundary; null: none. Borrowed from the live graph */
    int64_t iteration;
    struct lbh_loop *handover; /* of the wrapper that takes over; null: none does */
    bool outermost;            /* no loop around that one was walking: what ran before is not in use any more */
};

/* Begins with a draft. False when out of memory. */
bool lbh_exchange_begin(struct lbh_exchange *exchange, struct lbh_draft *draft, struct lbh_diag *diag);
void lbh_exchange_fini(struct lbh_exchange *exchange);

/* Frees what the winner's graph still holds of the loser's. Before the loser is freed. */
void lbh_exchange_clean(struct lbh_exchange *exchange);

/* Returns whether graphs may be exchanged at a boundary of this loop: no loop around it walks what changes. */
bool lbh_exchange_may(const struct lbh_exchange *exchange, const struct lbh_loop *loop);

/*
 * Exchanges the states only, back to the old instances, but for those of a wrapper that still works on them; and the graphs with all
 * that belongs to them. With the turn.
 */
void lbh_exchange_take_states_back(struct lbh_exchange *exchange);
void lbh_exchange_back(struct lbh_exchange *exchange);

#endif
