/* SPDX-License-Identifier: MIT */
/* Whose turn it is to touch a pipeline: the thread that runs it, which serves others between two iterations, or who finds it idle. */
#ifndef LBH_TURN_H
#define LBH_TURN_H

#include "plan.h"

/* Something that another thread wants to have done while no block is at work. */
struct lbh_task {
    /* Whether it may be done now, at a boundary of this loop; null: always. A null loop: none is running. */
    bool (*may)(const struct lbh_task *task, const struct lbh_plan *plan, const struct lbh_loop *loop);
    void (*run)(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop);
    _Atomic bool done;
};

struct lbh_turn;
struct lbh_turn *lbh_turn_new(void);
void lbh_turn_free(struct lbh_turn *turn);

/* Take the turn and give it back. Who has it may take it again. A run has it from its beginning to its end. */
void lbh_turn_take(struct lbh_plan *plan);
void lbh_turn_leave(struct lbh_plan *plan);

/*
 * Lock what the caller sets between runs, inputs and outputs, while a change reads it, and which graph is the running one, while the
 * caller looks something up in it; and let it go. Shortly: the running thread takes it to exchange graphs.
 */
void lbh_turn_lock_settings(struct lbh_plan *plan);
void lbh_turn_unlock_settings(struct lbh_plan *plan);

/* How asking for a task went. */
enum lbh_asked {
    LBH_ASKED_DONE,
    LBH_ASKED_TIMEOUT, /* withdrawn, not done */
    LBH_ASKED_AT_WORK  /* the caller is a listener, and a block is at work: nothing can be done here */
};

/*
 * Has a task done: at once where nothing runs or the caller is a listener at a boundary, else by the running thread at its next
 * boundary where it may be done. Waits for it, without any system call of the running thread. Negative time: no limit.
 */
enum lbh_asked lbh_turn_ask(struct lbh_plan *plan, struct lbh_task *task, int64_t timeout_ns);

/* Returns whether the caller is the thread that runs the pipeline, in a listener. */
bool lbh_turn_is_mine(struct lbh_plan *plan);

/* Sets a task that the running thread does by itself as soon as it may. With the turn. Null: none. */
void lbh_turn_set_standing(struct lbh_plan *plan, struct lbh_task *task);

/* Does at a boundary what is asked for, and waits there while the pipeline is paused. [step] */
void lbh_turn_serve(struct lbh_plan *plan, struct lbh_loop *loop);

/* Notes that listeners are being told something, at a boundary of this loop or in the midst of work; and that they have been. */
void lbh_turn_begin_telling(struct lbh_plan *plan, struct lbh_loop *loop, bool at_boundary);
void lbh_turn_end_telling(struct lbh_plan *plan);

#endif
