/* SPDX-License-Identifier: MIT */
/* An input has no type. */
#define INPUTS {.slot = X, .name = "x", .required = 1, .description = "A number."},
#include "good.h"
