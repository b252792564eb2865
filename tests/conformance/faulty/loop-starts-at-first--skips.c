/* SPDX-License-Identifier: MIT */
/* Its fault: it leaves out the iteration that it is to begin with. */
#define FIRST (lb_loop_first(state) > 0 ? lb_loop_first(state) + 1 : 0)
#include "good-loop.h"
