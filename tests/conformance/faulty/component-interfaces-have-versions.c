/* SPDX-License-Identifier: MIT */
/* It uses a component by an interface without a version. */
#include <loopblocks/loopblocks.h>
static const struct lb_component_use uses[] = {{.name = "random", .interface_id = "lb.random", .description = "A generator."}};
#define MEMBERS .components = LB_ARRAY(uses),
#include "good.h"
