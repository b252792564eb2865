/* SPDX-License-Identifier: MIT */
/* A component that provides nothing. */
#include "faulty.h"

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "no-provides",
    .version = "1.0.0",
    .description = "Has one fault.",
};
