/* SPDX-License-Identifier: MIT */
/* An input is not explained. */
#define INPUTS {.slot = X, .name = "x", .type = "f64", .required = 1},
#include "good.h"
