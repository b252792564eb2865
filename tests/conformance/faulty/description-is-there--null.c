/* SPDX-License-Identifier: MIT */
/* It is not explained at all. */
#define MEMBERS .description = 0,
#include "good.h"
