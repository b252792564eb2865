/* SPDX-License-Identifier: MIT */
/* A loop argument lies behind the struct's end. */
#define PASSES {"i", "i64", 16, 8, 16}, {"fraction", "f64", 8, 8, 16},
#include "good-loop.h"
