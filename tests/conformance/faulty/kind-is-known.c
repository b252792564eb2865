/* SPDX-License-Identifier: MIT */
/* It is of a kind that there is not. */
#define MEMBERS .kind = 7,
#include "good.h"
