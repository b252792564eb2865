/* SPDX-License-Identifier: MIT */
/* It collects a group as if all its values were of one type. */
#define EXTRA_INPUTS {.slot = FREE_SLOT, .type = "f64", .group = "scores", .description = "Scores."},
#include "good.h"
