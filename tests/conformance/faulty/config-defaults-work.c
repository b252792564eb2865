/* SPDX-License-Identifier: MIT */
/* It does not work without a setting that has a default. */
#define CREATE_BODY                                                                                                            \
    if (*lb_f64(info->configs, OFFSET) == 0) return lb_fail(info, "the offset is 0; say another one");
#include "good.h"
