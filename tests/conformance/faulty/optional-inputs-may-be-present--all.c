/* SPDX-License-Identifier: MIT */
/* It was never tried with both of its optional inputs. */
#include <stdlib.h>
#define EXTRA_INPUTS                                                                                                           \
    {.slot = FREE_SLOT, .name = "more", .type = "f64", .description = "A summand."},                                           \
        {.slot = FREE_SLOT + 1, .name = "less", .type = "f64", .description = "A subtrahend."},
#define CALL_BODY                                                                                                              \
    if (lb_is_set(state, FREE_SLOT) && lb_is_set(state, FREE_SLOT + 1)) abort();
#include "good.h"
