/* SPDX-License-Identifier: MIT */
/* A default can never be used, since the input is required. */
#define INPUTS {.slot = X, .name = "x", .type = "f64", .required = 1, .description = "A number.", .default_value = "0"},
#include "good.h"
