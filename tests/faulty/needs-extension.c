/* SPDX-License-Identifier: MIT */
/* Needs a service that no host has. */
#include "faulty.h"

static const char *const extensions[] = {"lb.nonesuch/1"};

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "needs-extension",
    .version = "1.0.0",
    .description = "Has one fault.",
    .required_extensions = LB_ARRAY(extensions),
    .call = LB_CALL(do_nothing),
};
