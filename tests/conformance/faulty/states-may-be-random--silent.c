/* SPDX-License-Identifier: MIT */
/* Fault: it fails without a reason where a state is out of range. */
#include <stdint.h>

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "position", .type = "i64", .description = "From 0 to 3."},
#define CALL_BODY                                                                                                              \
    int64_t *position = lb_i64(state, FREE_SLOT);                                                                              \
    if (*position < 0 || *position == INT64_MAX) *position = 0;                                                                \
    if (*position > 3) return LB_INVALID;                                                                                      \
    *position = (*position + 1) % 4;
#include "good.h"
