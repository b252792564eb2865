/* SPDX-License-Identifier: MIT */
/* Its fault: it declares a loop argument that it never sets. */
#include <loopblocks/loopblocks.h>

struct wide {
    int64_t i;
    double fraction;
    int32_t more;
};
#define PASSES LB_PASS(struct wide, i, "i64"), LB_PASS(struct wide, fraction, "f64"), LB_PASS(struct wide, more, "i32"),
#include "good-loop.h"
