/* SPDX-License-Identifier: MIT */
/* It refuses the lower end of a range. */
#define CREATE_BODY                                                                                                            \
    if (*lb_f64(info->configs, GAIN) <= -10) return lb_fail(info, "the gain is -10; expected more than that");
#include "good.h"
