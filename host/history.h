/* SPDX-License-Identifier: MIT */
/* What ran before: every instance that changes have retired, and why. */
#ifndef LBH_HISTORY_H
#define LBH_HISTORY_H

#include "json.h"

struct lbh_history;
struct lbh_instance;
struct lbh_work;

struct lbh_history *lbh_history_new(void);
void lbh_history_free(struct lbh_history *history);

/* Adds what lost in a change that has ended. Out of memory loses the entry. */
void lbh_history_add(const struct lbh_work *work);

/* Describes an instance: path, plugin, version, file, source, sha256, generation. Null when out of memory. */
json_t *lbh_history_describe(const struct lbh_instance *instance);

/* Returns the list, oldest first; any thread. Null when out of memory. */
json_t *lbh_history_list(struct lbh_history *history);

#endif
