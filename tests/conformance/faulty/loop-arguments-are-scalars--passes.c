/* SPDX-License-Identifier: MIT */
/* It passes a text as a loop argument. */
#define PASSES {"i", "str", 0, 8, 16},
#include "good-loop.h"
