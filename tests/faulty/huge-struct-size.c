/* SPDX-License-Identifier: MIT */
/* Says that its descriptor is larger than it is. */
#include "faulty.h"

LB_EXPORT const struct lb_block lb_block = {
    .struct_size = 1u << 30,
    .abi_major = LB_ABI_MAJOR,
    .abi_minor = LB_ABI_MINOR,
    .kind = LB_KIND_BLOCK,
    .name = "huge-struct-size",
    .version = "1.0.0",
    .description = "Has one fault.",
    .call = LB_CALL(do_nothing),
};
