/* SPDX-License-Identifier: MIT */
/* Fault: it indexes by a state that it checks for some odd values only. */
#include <stdint.h>

static const volatile double table[4] = {1, 2, 3, 4};

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "position", .type = "i64", .description = "In the table."},
#define CALL_BODY                                                                                                              \
    int64_t *position = lb_i64(state, FREE_SLOT);                                                                              \
    if (*position < 0 || *position == INT64_MAX) *position = 0;                                                                \
    (void)table[*position];                                                                                                    \
    *position = (*position + 1) % 4;
#include "good.h"
