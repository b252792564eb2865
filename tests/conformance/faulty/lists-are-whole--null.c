/* SPDX-License-Identifier: MIT */
/* Its inputs are nowhere. */
#define MEMBERS .inputs = {0, 1, sizeof inputs[0]},
#include "good.h"
