/* SPDX-License-Identifier: MIT */
/* Says that its descriptor is smaller than the first one ever was. */
#include "faulty.h"

LB_EXPORT const struct lb_block lb_block = {
    .struct_size = sizeof(struct lb_block) - 8,
    .abi_major = LB_ABI_MAJOR,
    .abi_minor = LB_ABI_MINOR,
    .kind = LB_KIND_BLOCK,
    .name = "small-struct-size",
    .version = "1.0.0",
    .description = "Has one fault.",
    .call = LB_CALL(do_nothing),
};
