/* SPDX-License-Identifier: MIT */
/* Has no description. */
#include "faulty.h"

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "null-description",
    .version = "1.0.0",
    .call = LB_CALL(do_nothing),
};
