/* SPDX-License-Identifier: MIT */
/* Fault: forward copies the version to a place that is too short for some. */
#define VERSION_BODY                                                                                                           \
    char copy[16];                                                                                                             \
    strcpy(copy, version);                                                                                                     \
    if (copy[0] == 0) return lb_fail(state, "which version?");
#include "migrates.h"

#include "good.h"
