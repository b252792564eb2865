/* SPDX-License-Identifier: MIT */
/* A text is somewhere else. */
#define INPUTS {.slot = X, .name = "x", .type = "f64", .required = 1, .description = (const char *)16},
#include "good.h"
