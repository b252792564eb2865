/* SPDX-License-Identifier: MIT */
/* Its stack may be executed. */
/* flags: -Wl,-z,execstack */
#include "good.h"
