/* SPDX-License-Identifier: MIT */
/* It writes one element too many. */
#define CALL_BODY lb_f64(state, Y)[1] = 0;
#include "good.h"
