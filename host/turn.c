/* SPDX-License-Identifier: MIT */
/* One lock that a run holds, and one place for a task, which the running thread looks at when `pending` says so. */
#include "turn.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "clock.h"

#define SHORTEST_WAIT_NS 20000
#define LONGEST_WAIT_NS 1000000

struct lbh_turn {
    pthread_mutex_t turn;     /* recursive */
    pthread_mutex_t settings; /* recursive */
    pthread_mutex_t asking;   /* one asks at a time */
    pthread_mutex_t slot;     /* around what follows; the running thread takes it only when something is pending */
    struct lbh_task *asked;
    struct lbh_task *standing; /* with the turn */
    struct lbh_loop *told_at;  /* with the turn: whose boundary listeners are told about */
    bool telling;
    bool at_boundary;
};

struct lbh_turn *lbh_turn_new(void)
{
    struct lbh_turn *turn = calloc(1, sizeof *turn);
    pthread_mutexattr_t recursive;
    if (!turn) return NULL;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&turn->turn, &recursive);
    pthread_mutex_init(&turn->settings, &recursive);
    pthread_mutexattr_destroy(&recursive);
    pthread_mutex_init(&turn->asking, NULL);
    pthread_mutex_init(&turn->slot, NULL);
    return turn;
}

void lbh_turn_free(struct lbh_turn *turn)
{
    if (!turn) return;
    pthread_mutex_destroy(&turn->turn);
    pthread_mutex_destroy(&turn->settings);
    pthread_mutex_destroy(&turn->asking);
    pthread_mutex_destroy(&turn->slot);
    free(turn);
}

void lbh_turn_take(struct lbh_plan *plan)
{
    pthread_mutex_lock(&plan->turn->turn);
}

void lbh_turn_leave(struct lbh_plan *plan)
{
    pthread_mutex_unlock(&plan->turn->turn);
}

void lbh_turn_lock_settings(struct lbh_plan *plan)
{
    pthread_mutex_lock(&plan->turn->settings);
}

void lbh_turn_unlock_settings(struct lbh_plan *plan)
{
    pthread_mutex_unlock(&plan->turn->settings);
}

bool lbh_turn_is_mine(struct lbh_plan *plan)
{
    if (pthread_mutex_trylock(&plan->turn->turn) != 0) return false;
    const bool mine = plan->running;
    pthread_mutex_unlock(&plan->turn->turn);
    return mine;
}

void lbh_turn_set_standing(struct lbh_plan *plan, struct lbh_task *task)
{
    plan->turn->standing = task;
}

void lbh_turn_begin_telling(struct lbh_plan *plan, struct lbh_loop *loop, bool at_boundary)
{
    plan->turn->told_at = loop;
    plan->turn->telling = true;
    plan->turn->at_boundary = at_boundary;
}

void lbh_turn_end_telling(struct lbh_plan *plan)
{
    plan->turn->told_at = NULL;
    plan->turn->telling = false;
}

static bool do_if_it_may(struct lbh_task *task, struct lbh_plan *plan, struct lbh_loop *loop)
{
    if (task->may && !task->may(task, plan, loop)) return false;
    task->run(task, plan, loop);
    return true;
}

/* Does what was asked for, where it may be done here. With the turn. */
static void serve_asked(struct lbh_plan *plan, struct lbh_loop *loop)
{
    struct lbh_turn *turn = plan->turn;
    /* Who asks holds it for an instant, and may be stopped in it: the next boundary will do. */
    if (pthread_mutex_trylock(&turn->slot) != 0) return;
    struct lbh_task *task = turn->asked;
    if (task && do_if_it_may(task, plan, loop)) {
        turn->asked = NULL;
        atomic_fetch_and(&plan->pending, ~LBH_PENDING_CHANGE);
        atomic_store(&task->done, true);
    }
    pthread_mutex_unlock(&turn->slot);
}

/* Waits a little, and the longer the longer it has waited. */
static void wait_longer(int64_t *wait_ns)
{
    const struct timespec wait = {.tv_nsec = (long)*wait_ns};
    nanosleep(&wait, NULL);
    if (*wait_ns < LONGEST_WAIT_NS) *wait_ns += *wait_ns / 2;
}

void lbh_turn_serve(struct lbh_plan *plan, struct lbh_loop *loop)
{
    struct lbh_turn *turn = plan->turn;
    int64_t wait_ns = SHORTEST_WAIT_NS;
    for (;;) {
        if (turn->standing && do_if_it_may(turn->standing, plan, loop)) turn->standing = NULL;
        const uint32_t pending = atomic_load(&plan->pending);
        if (pending & LBH_PENDING_CHANGE) serve_asked(plan, loop);
        if (!(pending & LBH_PENDING_PAUSE) || (pending & LBH_PENDING_STOP)) return;
        wait_longer(&wait_ns);
    }
}

/* Does a task with the turn that the caller has just taken. */
static enum lbh_asked do_now(struct lbh_plan *plan, struct lbh_task *task)
{
    const struct lbh_turn *turn = plan->turn;
    if (plan->running && !(turn->telling && turn->at_boundary)) return LBH_ASKED_AT_WORK;
    return do_if_it_may(task, plan, turn->told_at) ? LBH_ASKED_DONE : LBH_ASKED_AT_WORK;
}

/* Takes a task back, unless it has been done. */
static bool withdraw(struct lbh_plan *plan, const struct lbh_task *task)
{
    struct lbh_turn *turn = plan->turn;
    pthread_mutex_lock(&turn->slot);
    const bool withdrawn = !atomic_load(&task->done);
    if (withdrawn) {
        turn->asked = NULL;
        atomic_fetch_and(&plan->pending, ~LBH_PENDING_CHANGE);
    }
    pthread_mutex_unlock(&turn->slot);
    return withdrawn;
}

static enum lbh_asked ask(struct lbh_plan *plan, struct lbh_task *task, int64_t deadline_ns)
{
    struct lbh_turn *turn = plan->turn;
    int64_t wait_ns = SHORTEST_WAIT_NS;
    pthread_mutex_lock(&turn->slot);
    turn->asked = task;
    pthread_mutex_unlock(&turn->slot);
    for (;;) {
        if (atomic_load(&task->done)) return LBH_ASKED_DONE;
        /* Also after the run's end has cleared it. */
        if (!(atomic_load(&plan->pending) & LBH_PENDING_CHANGE)) {
            pthread_mutex_lock(&turn->slot);
            if (turn->asked) atomic_fetch_or(&plan->pending, LBH_PENDING_CHANGE);
            pthread_mutex_unlock(&turn->slot);
        }
        if (pthread_mutex_trylock(&turn->turn) == 0) {
            const enum lbh_asked asked = withdraw(plan, task) ? do_now(plan, task) : LBH_ASKED_DONE;
            pthread_mutex_unlock(&turn->turn);
            return asked;
        }
        if (deadline_ns >= 0 && lbh_clock_now_ns() > deadline_ns)
            return withdraw(plan, task) ? LBH_ASKED_TIMEOUT : LBH_ASKED_DONE;
        wait_longer(&wait_ns);
    }
}

enum lbh_asked lbh_turn_ask(struct lbh_plan *plan, struct lbh_task *task, int64_t timeout_ns)
{
    struct lbh_turn *turn = plan->turn;
    const int64_t deadline_ns = timeout_ns < 0 ? -1 : lbh_clock_now_ns() + timeout_ns;
    atomic_store(&task->done, false);
    if (pthread_mutex_trylock(&turn->turn) == 0) {
        const enum lbh_asked asked = do_now(plan, task);
        pthread_mutex_unlock(&turn->turn);
        return asked;
    }
    int64_t wait_ns = SHORTEST_WAIT_NS;
    while (pthread_mutex_trylock(&turn->asking) != 0) {
        if (deadline_ns >= 0 && lbh_clock_now_ns() > deadline_ns) return LBH_ASKED_TIMEOUT;
        wait_longer(&wait_ns);
    }
    const enum lbh_asked asked = ask(plan, task, deadline_ns);
    pthread_mutex_unlock(&turn->asking);
    return asked;
}
