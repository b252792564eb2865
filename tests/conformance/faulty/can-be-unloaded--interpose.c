/* SPDX-License-Identifier: MIT */
/* It wants to be asked before all others. */
/* flags: -Wl,-z,interpose */
#include "good.h"
