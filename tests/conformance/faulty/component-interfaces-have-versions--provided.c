/* SPDX-License-Identifier: MIT */
/* It provides an interface without a version. */
#define PROVIDES {LB_RANDOM_ID, &generator}, {"test.other", &generator},
#include "good-component.h"
