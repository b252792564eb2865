/* SPDX-License-Identifier: MIT */
/* It uses a component by an interface whose version is a word. */
#include <loopblocks/loopblocks.h>
static const struct lb_component_use uses[] = {
    {.name = "random", .interface_id = "test.random/new", .description = "A generator."}};
#define MEMBERS .components = LB_ARRAY(uses),
#include "good.h"
