/* SPDX-License-Identifier: MIT */
/* Which values a block may touch: its inputs, outputs and states, and the states of the components that it calls. */
#ifndef LBH_GUARD_RIGHTS_H
#define LBH_GUARD_RIGHTS_H

#include "plan.h"

/* Closes every value of the running pipeline but those that the instance may touch; and opens all of them. */
void lbh_rights_close(const struct lbh_instance *instance);
void lbh_rights_open(const struct lbh_instance *instance);

/* Returns what the instance may do with a cell now. */
enum lbh_access lbh_rights_of(const struct lbh_instance *instance, const struct lbh_cell *cell);

/* Returns the cell whose pages, or those around them, hold an address; null: none does. From a signal handler, too. */
struct lbh_cell *lbh_rights_find(const struct lbh_instance *instance, const void *address);

/* Returns a cell that the instance may write and has written beyond its ends, and how far: see lbh_pages_check. Null: none. */
struct lbh_cell *lbh_rights_find_traces(const struct lbh_instance *instance, ptrdiff_t *distance);

/* Returns the first input that is not set and has no memory; null: none. From a signal handler, too. */
struct lbh_cell *lbh_rights_find_null(const struct lbh_instance *instance);

#endif
