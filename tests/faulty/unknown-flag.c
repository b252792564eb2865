/* SPDX-License-Identifier: MIT */
/* Has a flag that a host must understand and that no version has. */
#include "faulty.h"

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,    .flags = UINT64_C(1) << 31,      .name = "unknown-flag",
    .version = "1.0.0", .description = "Has one fault.", .call = LB_CALL(do_nothing),
};
