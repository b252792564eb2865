/* SPDX-License-Identifier: MIT */
/* It needs a library that is not on every machine. */
/* flags: -Wl,--no-as-needed -lz */
#include "good.h"
