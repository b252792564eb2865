// SPDX-License-Identifier: MIT
// A static member of a template of C++ is one for all versions of the block.
#include <loopblocks/loopblocks.h>

template <typename number> struct __attribute__((visibility("default"))) memory {
    static number last;
};
template <typename number> number memory<number>::last;

static lb_status call(void *, const struct lb_components *, struct lb_state *)
{
    memory<int>::last++;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER, .name = NAME, .version = "1.0.0", .licence = "MIT", .description = "Does nothing.", .call = LB_CALL(call)};
