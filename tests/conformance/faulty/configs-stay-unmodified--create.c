/* SPDX-License-Identifier: MIT */
/* It puts a config right in create. */
#define CREATE_BODY *lb_f64(info->configs, OFFSET) += 1;
#include "good.h"
