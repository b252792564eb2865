/* SPDX-License-Identifier: MIT */
/* It passes two loop arguments of one name. */
#define PASSES {"i", "i64", 0, 8, 16}, {"i", "f64", 8, 8, 16},
#include "good-loop.h"
