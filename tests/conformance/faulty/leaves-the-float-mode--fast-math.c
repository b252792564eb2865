/* SPDX-License-Identifier: MIT */
/* Fault: linked with fast math, it has subnormal numbers flushed to zero for all, as soon as it is loaded. */
/* flags: -ffast-math */
#include "good.h"
