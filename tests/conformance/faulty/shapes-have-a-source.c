/* SPDX-License-Identifier: MIT */
/* Nobody says how large its output is. */
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "z", .type = "f64[N]", .description = "Many numbers."},
#define MEMBERS .prepare = 0,
#include "good.h"
