/* SPDX-License-Identifier: MIT */
/* Its fault: it starts with iteration 0, wherever it is to begin. */
#define FIRST 0
#include "good-loop.h"
