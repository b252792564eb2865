/* SPDX-License-Identifier: MIT */
/* It has an address in its code. */
/* flags: -Wl,-z,notext */
#include "good.h"
__asm__(".text\n.balign 8\n.quad call\n");
