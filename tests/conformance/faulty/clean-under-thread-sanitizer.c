/* SPDX-License-Identifier: MIT */
/* Fault: all instances count their calls in one place. */
static volatile long calls;

#define CALL_BODY calls = calls + 1;
#include "good.h"
