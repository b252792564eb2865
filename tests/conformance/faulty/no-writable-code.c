/* SPDX-License-Identifier: MIT */
/* It has code that can be written. */
/* flags: -Wl,--no-warn-rwx-segments */
#include "good.h"
__asm__(".section .patched,\"awx\",%progbits\n.byte 0\n.text\n");
