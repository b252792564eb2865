/* SPDX-License-Identifier: MIT */
/* It sets a flag of an input, for which there are none. */
#define INPUTS {.slot = X, .flags = 1, .name = "x", .type = "f64", .required = 1, .description = "A number."},
#include "good.h"
