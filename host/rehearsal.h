/* SPDX-License-Identifier: MIT */
/* The rehearsal of a change: all that may crash is done first in a process of its own, on a copy of the state. */
#ifndef LBH_REHEARSAL_H
#define LBH_REHEARSAL_H

#include "change.h"
#include "generation.h"

/*
 * Checks the changed pipeline, loads, creates, prepares and migrates what is new, and makes one call of each new block, in a helper
 * process; `generations` are the copies of the replacements. *step is the step that decided: check, or rehearsal.
 */
enum lbh_status lbh_rehearse(struct lbh_work *work, const struct lbh_generation *const *generations, int64_t timeout_ms,
                             enum lbh_change_step *step, struct lbh_diag *diag);

#endif
