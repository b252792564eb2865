/* SPDX-License-Identifier: MIT */
/* Its fault: it sets one of its loop arguments after the step in which it is wanted. */
#include <loopblocks/loopblocks.h>

struct wide {
    int64_t i;
    double fraction;
    int32_t more;
};
#define PASSES LB_PASS(struct wide, i, "i64"), LB_PASS(struct wide, fraction, "f64"), LB_PASS(struct wide, more, "i32"),
#define AFTER_STEP ((struct wide *)args)->more = 1;
#include "good-loop.h"
