/* SPDX-License-Identifier: MIT */
/* Fault: the least number is its own opposite. */
#include <stdint.h>

static const volatile unsigned char table[4] = {1, 2, 3, 4};

#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "place", .type = "i64", .required = 1, .description = "In the table."},
#define CALL_BODY                                                                                                              \
    int64_t place = *lb_i64(state, FREE_SLOT);                                                                                 \
    if (place < 0) place = (int64_t)(0 - (uint64_t)place);                                                                     \
    (void)table[place > 3 ? 3 : place];
#include "good.h"
