/* SPDX-License-Identifier: MIT */
/* It was never tried with its optional input. */
#include <stdlib.h>
#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "more", .type = "f64", .description = "A summand."},
#define CALL_BODY                                                                                                              \
    if (lb_is_set(state, FREE_SLOT)) abort();
#include "good.h"
