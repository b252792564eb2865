/* SPDX-License-Identifier: MIT */
/* Fault: a component that indexes by a state, of which it knows only that it is no extreme one. */
#include <stdint.h>

static const volatile unsigned char table[4] = {1, 2, 3, 4};

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "place", .type = "i64", .description = "In the table."},
#define NORMAL_BODY                                                                                                            \
    int64_t *place = lb_i64(state, FREE_SLOT);                                                                                 \
    if (*place < 0 || *place == INT64_MAX) *place = 0;                                                                         \
    (void)table[*place];                                                                                                       \
    *place = (*place + 1) % 4;
#include "good-component.h"
