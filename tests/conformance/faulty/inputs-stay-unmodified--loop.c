/* SPDX-License-Identifier: MIT */
/* A wrapper that counts its input down. */
#define CALL_BODY *lb_i64(state, NUM_STEPS) /= 2;
#include "good-loop.h"
