/* SPDX-License-Identifier: MIT */
/* An input has a name that code cannot have. */
#define INPUTS {.slot = X, .name = "x-value", .type = "f64", .required = 1, .description = "A number."},
#include "good.h"
