/* SPDX-License-Identifier: MIT */
/* Which cells must be copied before a span's new calls are made, so that the old ones can be made instead. */
#ifndef LBH_TRIAL_CELLS_H
#define LBH_TRIAL_CELLS_H

#include "draft.h"
#include "snapshot.h"

/*
 * Lists every cell that the span's new calls may write, with the states of the components that they call; but not those that the
 * old calls write whole before anyone reads them. False when out of memory.
 */
bool lbh_trial_list_cells(struct lbh_snapshot *journal, const struct lbh_draft *draft, const struct lbh_span *span);

/* Lists every cell that an instance itself may write, with the states of the components that it calls. False when out of memory. */
bool lbh_trial_list_instance(struct lbh_snapshot *journal, const struct lbh_draft *draft, const struct lbh_instance *instance);

#endif
