/* SPDX-License-Identifier: MIT */
/* Fault: a component whose static variable remembers where it is. */
#include <stdint.h>

static uint64_t last;

#define NORMAL_BODY *lb_u64(state, POSITION) = last;
#define UNIFORM_BODY last = *lb_u64(state, POSITION) + 1;
#include "good-component.h"
