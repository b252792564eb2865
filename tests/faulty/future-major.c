/* SPDX-License-Identifier: MIT */
/* Asks for a later major version of the ABI. */
#include "faulty.h"

LB_EXPORT const struct lb_block lb_block = {
    .struct_size = sizeof(struct lb_block),
    .abi_major = LB_ABI_MAJOR + 1,
    .kind = LB_KIND_BLOCK,
    .name = "future-major",
    .version = "1.0.0",
    .description = "Has one fault.",
    .call = LB_CALL(do_nothing),
};
