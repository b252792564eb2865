/* SPDX-License-Identifier: MIT */
/* Where one optional input is there, it counts on the other. */
#define EXTRA_INPUTS                                                                                                           \
    {.slot = FREE_SLOT, .name = "more", .type = "f64[M]", .description = "Summands."},                                         \
        {.slot = FREE_SLOT + 1, .name = "weights", .type = "f64[W]", .description = "Their weights."},
#define CALL_BODY                                                                                                              \
    if (lb_is_set(state, FREE_SLOT) && lb_f64(state, FREE_SLOT + 1)[0] == 12.25) return lb_fail(state, "expected another");
#include "good.h"
