/* SPDX-License-Identifier: MIT */
/* What it reads and writes under one name has two ranks. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "z", .type = "f64[N]", .required = 1, .description = "Numbers."},
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "z", .type = "f64[N,N]"},
#include "good.h"
