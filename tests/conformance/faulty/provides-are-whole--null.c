/* SPDX-License-Identifier: MIT */
/* It provides an interface without a table. */
#define PROVIDES {LB_RANDOM_ID, &generator}, {"test.other/1", 0},
#include "good-component.h"
