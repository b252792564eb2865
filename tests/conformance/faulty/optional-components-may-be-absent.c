/* SPDX-License-Identifier: MIT */
/* It calls a component that may be absent. */
#include <loopblocks/loopblocks.h>
static const struct lb_component_use uses[] = {
    {.slot = 0, .name = "generator", .interface_id = LB_RANDOM_ID, .description = "Draws noise, where there is any."}};
#define MEMBERS .components = LB_ARRAY(uses),
#define CALL_BODY                                                                                                              \
    const struct lb_component_ref *generator = lb_component_at(components, 0);                                                 \
    const lb_status status = lb_random_of(generator)->seed(generator->self, generator->state, 1);                              \
    if (status != LB_OK) return status;
#include "good.h"
