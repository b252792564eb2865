/* SPDX-License-Identifier: MIT */
/* What it reads and writes under one name has two types. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .name = "z", .type = "f64", .required = 1, .description = "Another number."},
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "z", .type = "f32"},
#include "good.h"
