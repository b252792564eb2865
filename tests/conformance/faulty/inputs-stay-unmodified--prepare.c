/* SPDX-License-Identifier: MIT */
/* It writes an input in prepare. */
#define PREPARE_BODY *lb_f64(state, X) += 1;
#include "good.h"
