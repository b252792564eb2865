/* SPDX-License-Identifier: MIT */
/* Its inputs are as large as nothing. */
#define MEMBERS .inputs = {inputs, 1, 8},
#include "good.h"
