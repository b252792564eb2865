/* SPDX-License-Identifier: MIT */
/* It writes an input. */
#define CALL_BODY *lb_f64(state, X) += 1;
#include "good.h"
