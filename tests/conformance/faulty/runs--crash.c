/* SPDX-License-Identifier: MIT */
/* It crashes. */
#define CALL_BODY *(volatile int *)8 = 1;
#include "good.h"
