/* SPDX-License-Identifier: MIT */
/* Has another name than its file. */
#include "faulty.h"

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER, .name = "somebody-else", .version = "1.0.0", .description = "Has one fault.", .call = LB_CALL(do_nothing),
};
