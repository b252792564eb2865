/* SPDX-License-Identifier: MIT */
/* It refuses everything. */
#define CALL_BODY return lb_fail(state, "it is not in the mood");
#include "good.h"
