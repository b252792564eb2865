/* SPDX-License-Identifier: MIT */
/* Fault: what it asks for, a table of all pairs, overflows, and it gets little. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "numbers", .type = "f64[N]", .required = 1, .description = "Some."},
#define PREPARE_BODY                                                                                                           \
    const size_t n = (size_t)lb_count(state, FREE_SLOT);                                                                       \
    volatile double *pairs = malloc(n * n * sizeof *pairs + 8);                                                                \
    if (!pairs) return LB_NO_MEMORY;                                                                                           \
    if (n) pairs[n * (n - 1)] = 1;                                                                                             \
    free((void *)pairs);
#include "good.h"
