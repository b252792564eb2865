/* SPDX-License-Identifier: MIT */
/* It writes a config. */
#define CALL_BODY *lb_f64(state->configs, OFFSET) = 0.5;
#include "good.h"
