/* SPDX-License-Identifier: MIT */
/* What the host does for blocks: the table of functions behind the SDK's lb_fail, lb_set_shape, lb_loop_step and the rest. */
#ifndef LBH_SERVICES_H
#define LBH_SERVICES_H

#include <loopblocks/state.h>

/* The context beside it is a struct lbh_instance. */
extern const struct lb_host lbh_services;

/* The same for the wrapper of a loop that has been built. */
extern const struct lb_host lbh_loop_services;

/* Returns whether there is a service of this id. */
int lbh_services_have(const char *id);

#endif
