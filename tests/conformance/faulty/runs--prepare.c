/* SPDX-License-Identifier: MIT */
/* It refuses everything, in prepare. */
#define PREPARE_BODY return lb_fail(state, "it is not in the mood");
#include "good.h"
