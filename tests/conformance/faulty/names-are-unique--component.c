/* SPDX-License-Identifier: MIT */
/* A component has the name of an input. */
#include <loopblocks/loopblocks.h>
static const struct lb_component_use uses[] = {{.name = "x", .interface_id = "lb.random/1", .description = "A generator."}};
#define MEMBERS .components = LB_ARRAY(uses),
#include "good.h"
