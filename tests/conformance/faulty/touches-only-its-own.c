/* SPDX-License-Identifier: MIT */
/* It keeps a pointer to the first instance's state, and where there are several, all of them count there. */
#include <stdint.h>

static int instances;
static int64_t *first;

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "calls", .type = "i64", .description = "How many there were."},
#define CREATE_BODY instances++;
#define CALL_BODY                                                                                                              \
    if (instances == 1 || !first) first = lb_i64(state, FREE_SLOT);                                                            \
    if (instances > 1) *first += 1;
#define DESTROY_BODY instances--, first = 0;
#include "good.h"
