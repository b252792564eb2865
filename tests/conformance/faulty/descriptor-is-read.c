/* SPDX-License-Identifier: MIT */
/* It says something of which no other check knows: an input is neither required nor not. */
#define INPUTS {.slot = X, .name = "x", .type = "f64", .required = 2, .description = "A number."},
#include "good.h"
