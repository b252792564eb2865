/* SPDX-License-Identifier: MIT */
/* It rules where its libraries look for theirs. */
/* flags: -Wl,--disable-new-dtags,-rpath,$ORIGIN */
#include "good.h"
