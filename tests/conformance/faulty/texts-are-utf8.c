/* SPDX-License-Identifier: MIT */
/* A text is in Latin-1. */
#define INPUTS {.slot = X, .name = "x", .type = "f64", .required = 1, .description = "A number, na\xefve."},
#include "good.h"
