// SPDX-License-Identifier: MIT
// A function of a template of C++ that is compiled into it is seen, too.
#include <loopblocks/loopblocks.h>

template <typename number> __attribute__((visibility("default"), noinline)) number twice(number x)
{
    return x + x;
}

static lb_status call(void *self, const struct lb_components *, struct lb_state *)
{
    return twice(self ? 1 : 0) == 1 ? LB_FAILED : LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER, .name = NAME, .version = "1.0.0", .licence = "MIT", .description = "Does nothing.", .call = LB_CALL(call)};
