/* SPDX-License-Identifier: MIT */
/* It refuses a setting, and does not say so. */
#define CREATE_BODY                                                                                                            \
    if (!(*lb_f64(info->configs, OFFSET) > -1e299)) return LB_INVALID;
#include "good.h"
