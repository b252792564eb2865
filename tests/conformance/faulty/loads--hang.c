/* SPDX-License-Identifier: MIT */
/* It never finishes loading. */
__attribute__((constructor)) static void hang(void)
{
    for (volatile int forever = 1; forever;) {}
}
#include "good.h"
