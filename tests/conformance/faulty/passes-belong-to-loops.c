/* SPDX-License-Identifier: MIT */
/* It passes loop arguments, and is no loop. */
#include <loopblocks/loopblocks.h>
struct loop_args {
    int64_t i;
};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64")};
#define MEMBERS .passes = LB_ARRAY(passes),
#include "good.h"
