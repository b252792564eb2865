/* SPDX-License-Identifier: MIT */
/* Asks for a later minor version of the ABI. */
#include "faulty.h"

LB_EXPORT const struct lb_block lb_block = {
    .struct_size = sizeof(struct lb_block),
    .abi_major = LB_ABI_MAJOR,
    .abi_minor = LB_ABI_MINOR + 1,
    .kind = LB_KIND_BLOCK,
    .name = "future-minor",
    .version = "1.0.0",
    .description = "Has one fault.",
    .call = LB_CALL(do_nothing),
};
