/* SPDX-License-Identifier: MIT */
/* It has a symbol that all versions of it share, as C++ makes of a static member of a template. */
#include "good.h"
__asm__(".data\n"
        ".globl shared_by_all\n"
        ".type shared_by_all,%gnu_unique_object\n"
        ".size shared_by_all,4\n"
        "shared_by_all: .long 0\n"
        ".text\n");
