/* SPDX-License-Identifier: MIT */
/* The first calls of what was published: the state is copied before each, and a call that fails is made again by the old blocks. */
#ifndef LBH_TRIAL_H
#define LBH_TRIAL_H

#include "exchange.h"

enum lbh_trial_state {
    LBH_TRIAL_NONE, /* there was nothing to try */
    LBH_TRIAL_GOES_ON,
    LBH_TRIAL_PASSED,
    LBH_TRIAL_ROLLED_BACK
};

struct lbh_trial;

/*
 * Makes ready to try each place of a draft where a loop's calls differ, `calls` times. Where a trial would do harm there is none,
 * and `note` says why. Null when out of memory.
 */
struct lbh_trial *lbh_trial_new(struct lbh_exchange *exchange, int64_t calls, char *note, size_t note_size);
void lbh_trial_free(struct lbh_trial *trial);

/* Makes memory ready for the copies. After `look`, off the loop's thread. False when out of memory. */
bool lbh_trial_make_room(struct lbh_trial *trial);

/* What the state was copied for last; any thread. Passed and rolled back are final: nothing of the loser is in use any more. */
enum lbh_trial_state lbh_trial_state(const struct lbh_trial *trial);

/* Calls that passed so far; any thread. Why one failed: after the end. */
int64_t lbh_trial_calls(const struct lbh_trial *trial);
struct lbh_diag *lbh_trial_diag(const struct lbh_trial *trial);

/* Returns whether the loser may be freed: it ended where no loop around the one on trial was walking. */
bool lbh_trial_ended_outermost(const struct lbh_trial *trial);

#endif
