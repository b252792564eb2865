/* SPDX-License-Identifier: MIT */
/* Fault: forward does not look at the type of one of its states. */
#define CHECK_TYPE                                                                                                             \
    if (i == 1 && strcmp(others[i].type, types[i]) != 0) return lb_fail(state, "not of this type");
#include "migrates.h"

#include "good.h"
