/* SPDX-License-Identifier: MIT */
/* Its create answers as functions of C do that return a pointer's truth. */
#define CREATE_BODY                                                                                                            \
    if (!(*lb_f64(info->configs, OFFSET) > -1e299)) return 1;
#include "good.h"
