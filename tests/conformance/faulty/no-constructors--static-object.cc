// SPDX-License-Identifier: MIT
// A static object of C++ is constructed as it is loaded.
#include <loopblocks/loopblocks.h>

namespace {
struct table {
    volatile double sum = 0;
    table()
    {
        sum = sum + 1;
    }
};
table made;

lb_status call(void *, const struct lb_components *, struct lb_state *)
{
    return made.sum > 0 ? LB_OK : LB_FAILED;
}
} // namespace

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER, .name = NAME, .version = "1.0.0", .licence = "MIT", .description = "Does nothing.", .call = LB_CALL(call)};
