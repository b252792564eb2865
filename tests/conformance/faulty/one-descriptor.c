/* SPDX-License-Identifier: MIT */
/* It has both descriptors. */
#include "good.h"

static const struct {
    uint32_t struct_size;
} methods = {sizeof methods};
static const struct lb_provide provides[] = {{"test.nothing/1", &methods}};
LB_EXPORT const struct lb_component lb_component = {LB_COMPONENT_HEADER,       .name = NAME,
                                                    .version = "1.0.0",        .licence = "MIT",
                                                    .description = "Nothing.", .provides = LB_ARRAY(provides)};
