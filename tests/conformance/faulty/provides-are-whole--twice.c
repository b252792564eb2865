/* SPDX-License-Identifier: MIT */
/* It provides an interface twice. */
#define PROVIDES {LB_RANDOM_ID, &generator}, {LB_RANDOM_ID, &generator},
#include "good-component.h"
