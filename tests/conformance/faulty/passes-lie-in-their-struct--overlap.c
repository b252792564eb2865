/* SPDX-License-Identifier: MIT */
/* Two loop arguments lie at one place. */
#define PASSES {"i", "i64", 0, 8, 16}, {"fraction", "f64", 0, 8, 16},
#include "good-loop.h"
