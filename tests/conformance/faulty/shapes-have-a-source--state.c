/* SPDX-License-Identifier: MIT */
/* Nobody says how large a state is. */
#define EXTRA_STATES {.slot = FREE_SLOT, .name = "last", .type = "f64[N]", .description = "The last ones."},
#define MEMBERS .prepare = 0,
#include "good.h"
