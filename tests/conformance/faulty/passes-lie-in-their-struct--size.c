/* SPDX-License-Identifier: MIT */
/* A loop argument has another size than its type. */
#define PASSES {"i", "i32", 0, 8, 16},
#include "good-loop.h"
