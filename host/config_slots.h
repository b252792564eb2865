/* SPDX-License-Identifier: MIT */
/* Resolved configs as a block sees them: slots of their own. */
#ifndef LBH_CONFIG_SLOTS_H
#define LBH_CONFIG_SLOTS_H

#include "config.h"
#include "value.h"

/* Makes the slots, none of them set. Null when out of memory. */
struct lbh_configs *lbh_configs_new(const struct lbh_config *declared, size_t count);

/* Sets a slot. Takes the value. */
void lbh_configs_take(struct lbh_configs *configs, uint32_t slot, const struct lbh_value *value);

#endif
