/* SPDX-License-Identifier: MIT */
/* It prints why it fails. */
#include <unistd.h>
#define CREATE_BODY                                                                                                            \
    if (!(*lb_f64(info->configs, OFFSET) > -1e299)) {                                                                          \
        (void)!write(2, "bad offset\n", 11);                                                                                   \
        return lb_fail(info, "the offset is %g; expected a usual number", *lb_f64(info->configs, OFFSET));                     \
    }
#include "good.h"
