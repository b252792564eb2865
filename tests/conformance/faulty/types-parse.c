/* SPDX-License-Identifier: MIT */
/* An input has a type of another language. */
#define INPUTS {.slot = X, .name = "x", .type = "double", .required = 1, .description = "A number."},
#include "good.h"
