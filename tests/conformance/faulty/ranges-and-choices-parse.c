/* SPDX-License-Identifier: MIT */
/* A range has its ends the wrong way round. */
#define INPUTS {.slot = X, .name = "x", .type = "f64", .required = 1, .description = "A number.", .range = "[1, 0]"},
#include "good.h"
