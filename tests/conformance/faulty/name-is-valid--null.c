/* SPDX-License-Identifier: MIT */
/* It has no name. */
#define MEMBERS .name = 0,
#include "good.h"
