/* SPDX-License-Identifier: MIT */
/* It is explained with an empty text. */
#define MEMBERS .description = "  ",
#include "good.h"
