/* SPDX-License-Identifier: MIT */
/* A text can be written. */
static char description[] = "Computes y = gain * x + offset.";
#define MEMBERS .description = description,
#include "good.h"
