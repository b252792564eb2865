/* SPDX-License-Identifier: MIT */
/* Fault: the greatest number, and one more, is below the end of the table. */
#include <stdint.h>

static const volatile unsigned char table[4] = {1, 2, 3, 4};

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "position", .type = "i64", .description = "In the table."},
#define CALL_BODY                                                                                                              \
    int64_t *position = lb_i64(state, FREE_SLOT);                                                                              \
    if (*position < 0) *position = 0;                                                                                          \
    const int64_t next = (int64_t)((uint64_t)*position + 1);                                                                   \
    if (next < 4) (void)table[next];                                                                                           \
    *position = (uint64_t)next % 4;
#include "good.h"
