/* SPDX-License-Identifier: MIT */
/* Fault: it has results rounded upward, also those of others. */
/* flags: -lm */
#include <fenv.h>

#define CALL_BODY fesetround(FE_UPWARD);
#include "good.h"
