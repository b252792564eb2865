/* SPDX-License-Identifier: MIT */
/* What the host does for blocks: the table of functions behind the SDK's lb_fail, lb_set_shape, lb_loop_step and the rest. */
#ifndef LBH_SERVICES_H
#define LBH_SERVICES_H

#include <loopblocks/state.h>

/* The context beside it is a struct lbh_instance. Wrappers get a copy with a loop_step of their own once their loop is built. */
extern const struct lb_host lbh_services;

/* Returns whether there is a service of this id. */
int lbh_services_have(const char *id);

#endif
