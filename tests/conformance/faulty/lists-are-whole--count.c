/* SPDX-License-Identifier: MIT */
/* It claims more inputs than anybody has. */
#define MEMBERS .inputs = {inputs, 1000000, sizeof inputs[0]},
#include "good.h"
