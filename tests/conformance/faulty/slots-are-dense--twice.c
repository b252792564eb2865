/* SPDX-License-Identifier: MIT */
/* A value has two slots. */
#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "x", .type = "f64"},
#include "good.h"
